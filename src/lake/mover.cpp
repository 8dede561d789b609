#include "lake/mover.h"

#include <fmt/format.h>

#include <iterator>

#include "lake/observation_rows.h"

namespace sas::lake {

namespace {

/// Rows that go into the engine without gathering longer.
constexpr std::size_t enough_rows = 20'000;

}  // namespace

Mover::Mover(Engine& engine, std::chrono::milliseconds gather) : engine_(engine), gather_(gather) {
  thread_ = std::thread([this] { loop(); });
}

Mover::~Mover() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Mover::add(WrittenRecord record) {
  const std::lock_guard lock(mutex_);
  if (fresh_.empty()) fresh_since_ = std::chrono::steady_clock::now();
  const bool is_first = fresh_.empty();
  rows_ += record.rows;
  fresh_.push_back(std::move(record));
  if (is_first || rows_ >= enough_rows) changed_.notify_all();
}

void Mover::take_fresh() {
  const std::lock_guard lock(mutex_);
  moving_.insert(moving_.end(), std::make_move_iterator(fresh_.begin()), std::make_move_iterator(fresh_.end()));
  fresh_.clear();
}

std::span<const WrittenRecord> Mover::waiting(const Turn& /*turn*/) {
  take_fresh();
  return moving_;
}

void Mover::move_on(const Turn& turn) {
  (void)waiting(turn);
  move_told(turn);
}

void Mover::move_told(const Turn& /*turn*/) try {
  if (moving_.empty()) return;
  duck::Transaction transaction(engine_.writer());
  {
    duck::Appender appender(engine_.writer(), "hot", row_types);
    for (const WrittenRecord& record : moving_) put_rows(appender, rows_of(record), record.batch);
    appender.flush();
  }
  if (moving_.back().rows == 0)
    engine_.writer().run(fmt::format("UPDATE lake SET batch = greatest(batch, {})", moving_.back().batch));
  transaction.commit();
  engine_batch_ = moving_.back().batch;
  for (const WrittenRecord& record : moving_) rows_ -= record.rows;
  moving_.clear();
} catch (const duck::Fault&) {
  broken_ = true;
  throw;
}

void Mover::mended(const Turn& turn, std::int64_t engine_batch) {
  (void)waiting(turn);
  std::erase_if(moving_, [&](const WrittenRecord& record) {
    const bool is_there = record.batch <= engine_batch;
    if (is_there) rows_ -= record.rows;
    return is_there;
  });
  engine_batch_ = engine_batch;
  broken_ = false;
}

void Mover::loop() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    changed_.wait(lock, [this] { return stopping_ || !fresh_.empty(); });
    changed_.wait_until(lock, fresh_since_ + gather_, [this] { return stopping_ || rows_ >= enough_rows; });
    if (stopping_) return;
    lock.unlock();
    if (!broken_) try {
        move_on(turn());
      } catch (const duck::Fault&) {
        // Nothing is lost by it: the journal has them. The writer opens the engine again.
      }
    lock.lock();
    // Broken: the values stay where they are, and are looked at again when it may be mended.
    if (broken_) changed_.wait_for(lock, gather_, [this] { return stopping_; });
  }
}

}  // namespace sas::lake
