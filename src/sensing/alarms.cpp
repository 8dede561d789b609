#include "sensing/alarms.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <set>
#include <thread>
#include <unordered_map>
#include <utility>

#include "sensing/alarm_store.h"

namespace sas::sensing {
namespace {

using lake::Observation;

struct Watched {
  AlarmRule rule;
  AlarmState state;
};

class HouseAlarms final : public Alarms {
 public:
  explicit HouseAlarms(const AlarmParts& parts) : parts_(parts), thread_([this] { work(); }) {}

  ~HouseAlarms() override {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }

  Result<Done> reload() override {
    struct Rows {
      std::vector<AlarmRule> rules;
      std::map<std::int64_t, AlarmState> states;
    };
    auto rows = parts_.records.read([](store::ReadTx& tx) -> Result<Rows> {
      return Rows{alarm_rules(tx), detail::alarm_states(tx)};
    });
    if (!rows) return fail(std::move(rows));
    const std::lock_guard working(work_mutex_);
    watched_.clear();
    SeriesIds series;
    for (AlarmRule& rule : rows->rules) {
      const auto state = rows->states.find(rule.id);
      series.insert(rule.series);
      auto& all = watched_[rule.series];
      all.push_back({std::move(rule), state == rows->states.end() ? AlarmState{} : state->second});
    }
    {
      const std::lock_guard lock(mutex_);
      series_ = std::move(series);
    }
    for (auto& [id, all] : watched_)
      for (Watched& watched : all)
        if (auto caught_up = catch_up(watched); !caught_up) return caught_up;
    return Done{};
  }

  void publish(std::span<const Observation> values) override {
    bool any = false;
    {
      const std::lock_guard lock(mutex_);
      for (const Observation& value : values) {
        if (!series_.contains(value.series)) continue;
        waiting_.push_back(value);
        any = true;
      }
    }
    if (any) changed_.notify_all();
  }

  void settle() override {
    std::unique_lock lock(mutex_);
    idle_.wait(lock, [this] { return waiting_.empty() && !busy_; });
  }

 private:
  using SeriesIds = std::set<lake::SeriesId>;

  void work() {
    std::unique_lock lock(mutex_);
    while (true) {
      changed_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      std::deque<Observation> batch;
      std::swap(batch, waiting_);
      busy_ = true;
      lock.unlock();
      look_at(batch);
      lock.lock();
      busy_ = false;
      if (waiting_.empty()) idle_.notify_all();
    }
  }

  void look_at(const std::deque<Observation>& batch) {
    const std::lock_guard working(work_mutex_);
    for (const Observation& value : batch) {
      const auto found = watched_.find(value.series);
      if (found == watched_.end()) continue;
      for (Watched& watched : found->second) advance(watched, value);
    }
  }

  // A change that cannot be written now is not remembered either: the next value, or the next start, finds it again.
  void advance(Watched& watched, const Observation& value) {
    const AlarmStep next = step(watched.rule, watched.state, value);
    if (next.change == AlarmChange::none || write(watched.rule, next, value)) watched.state = next.state;
  }

  bool write(const AlarmRule& rule, const AlarmStep& next, const Observation& value) {
    const auto written = parts_.records.write([&](store::WriteTx& tx) -> Result<Done> {
      if (!detail::advance_alarm(tx, rule.id, next.state)) return Done{};
      const auto series = static_cast<std::int64_t>(rule.series);
      const std::int64_t time = value.time.time_since_epoch().count();
      parts_.ledger.append(tx, {.kind = next.change == AlarmChange::raised ? "alarm.raised" : "alarm.cleared",
                                .subject = "alarm:" + std::to_string(rule.id),
                                .acting = "system",
                                .concerned = {},
                                .facts = {{"series", series}, {"time", time}, {"value", *value.value}},
                                .personal = {},
                                .at = {}});
      if (next.notice == AlarmStep::Notice::send)
        (void)parts_.outbox.enqueue(tx, {"alarm.notice",
                                         {{"rule", rule.id},
                                          {"series", series},
                                          {"name", rule.name},
                                          {"notify", rule.notify},
                                          {"value", *value.value},
                                          {"time", time}},
                                         {},
                                         {}});
      return Done{};
    });
    if (written && next.notice == AlarmStep::Notice::send) parts_.outbox.bell()->ring();
    return written.has_value();
  }

  // What came in after the last change that was written down, while nobody looked: a start after a crash.
  Result<Done> catch_up(Watched& watched) {
    const lake::Cell params[] = {static_cast<std::int64_t>(watched.rule.series),
                                 watched.state.changed.time_since_epoch().count()};
    auto table = parts_.lake.query(
        "SELECT epoch_us(time), value, quality FROM observation WHERE series_id = $1 AND time > make_timestamp($2) AND "
        "value IS NOT NULL ORDER BY time",
        params, 10'000'000, {watched.state.changed, lake::Moment::max()});
    if (!table) return fail(std::move(table));
    for (const auto& row : table->rows) {
      Observation value;
      value.series = watched.rule.series;
      value.time = lake::Moment{std::chrono::microseconds{std::get<std::int64_t>(row[0])}};
      value.value = std::get<double>(row[1]);
      value.quality = static_cast<std::uint32_t>(std::get<std::int64_t>(row[2]));
      advance(watched, value);
    }
    return Done{};
  }

  AlarmParts parts_;
  std::mutex work_mutex_;  ///< held while `watched_` is used
  std::unordered_map<lake::SeriesId, std::vector<Watched>> watched_;

  std::mutex mutex_;
  std::condition_variable changed_, idle_;
  std::deque<Observation> waiting_;
  SeriesIds series_;  ///< what `publish` looks for
  bool busy_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace

std::unique_ptr<Alarms> make_alarms(const AlarmParts& parts) {
  return std::make_unique<HouseAlarms>(parts);
}

}  // namespace sas::sensing
