#include "lake/engine_lane.h"

#include <iterator>

namespace sas::lake {

namespace {

/// Rows that are looked up and stored together: one question to the engine for many calls.
constexpr std::size_t most_together = 50'000;

}  // namespace

Gathered gather(std::vector<Waiting> calls) {
  Gathered out;
  std::size_t total = 0;
  out.group.counts.reserve(calls.size());
  for (const Waiting& one : calls) {
    out.group.counts.push_back(one.observations.size());
    total += one.observations.size();
  }
  if (calls.size() == 1) {
    out.rows = std::move(calls.front().observations);
  } else {
    out.rows.reserve(total);
    for (Waiting& one : calls) {
      std::move(one.observations.begin(), one.observations.end(), std::back_inserter(out.rows));
      one.observations = {};
    }
  }
  out.group.calls = std::move(calls);
  return out;
}

EngineLane::EngineLane(std::size_t most_waiting, Store store, std::function<void()> on_settled)
    : most_waiting_(most_waiting), store_(std::move(store)), on_settled_(std::move(on_settled)) {
  thread_ = std::thread([this] { loop(); });
}

EngineLane::~EngineLane() {
  finish();
}

void EngineLane::finish() {
  {
    const std::lock_guard lock(mutex_);
    finishing_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

Result<Done> EngineLane::add(Waiting& call, const std::vector<SeriesId>& series) {
  const std::size_t count = call.observations.size();
  {
    const std::lock_guard lock(mutex_);
    if (rows_ > 0 && rows_ + count > most_waiting_)
      return fail(ErrorKind::too_many, "lake-busy",
                  "too many observations wait to be compared with earlier ones; try again in a second");
    rows_ += count;
    waiting_.push_back({std::move(call), series});
  }
  changed_.notify_all();
  return Done{};
}

std::vector<EngineLane::Settled> EngineLane::take_settled() {
  const std::lock_guard lock(mutex_);
  return std::exchange(settled_, {});
}

std::size_t EngineLane::size() const {
  const std::lock_guard lock(mutex_);
  return rows_;
}

std::vector<EngineLane::Entry> EngineLane::take_together() {
  std::vector<Entry> out;
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return finishing_ || !waiting_.empty(); });
  for (std::size_t rows = 0; !waiting_.empty(); waiting_.pop_front()) {
    rows += waiting_.front().call.observations.size();
    if (!out.empty() && rows > most_together) break;
    out.push_back(std::move(waiting_.front()));
  }
  return out;
}

void EngineLane::settle(std::vector<Entry> entries) {
  std::vector<Waiting> calls;
  std::vector<SeriesId> series;
  for (Entry& entry : entries) {
    calls.push_back(std::move(entry.call));
    series.insert(series.end(), entry.series.begin(), entry.series.end());
  }
  Gathered gathered = gather(std::move(calls));
  const std::size_t count = gathered.rows.size();
  Result<Kept> kept = store_(std::move(gathered.rows));
  {
    const std::lock_guard lock(mutex_);
    rows_ -= count;
    settled_.push_back({std::move(gathered.group), std::move(series), std::move(kept)});
  }
  on_settled_();
}

void EngineLane::loop() {
  while (true) {
    std::vector<Entry> entries = take_together();
    if (entries.empty()) return;
    settle(std::move(entries));
  }
}

}  // namespace sas::lake
