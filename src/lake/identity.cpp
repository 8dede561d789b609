#include "lake/identity.h"

#include <cmath>
#include <unordered_set>

#include "base/text.h"

namespace sas::lake {

namespace {

using std::chrono::sys_days;
constexpr Moment first_moment = sys_days{std::chrono::year{1900} / 1 / 1};
constexpr Moment past_moment = sys_days{std::chrono::year{2200} / 1 / 1};

std::size_t mix(std::size_t seed, std::int64_t value) {
  // The finaliser of SplitMix64: neighbouring times and series must not share buckets.
  auto x = static_cast<std::uint64_t>(value) + 0x9e3779b97f4a7c15ULL + seed;
  x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27U)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31U);
}

bool in_range(Moment moment) {
  return moment >= first_moment && moment < past_moment;
}

const char* fault_in(const Observation& observation) {
  if (!in_range(observation.time)) return "time is outside the years 1900..2199";
  if (observation.until && !in_range(*observation.until)) return "until is outside the years 1900..2199";
  if (observation.result_time && !in_range(*observation.result_time))
    return "result_time is outside the years 1900..2199";
  if (observation.until && *observation.until < observation.time) return "until is before time";
  if (observation.value && !std::isfinite(*observation.value)) return "value is no finite number";
  if (!is_utf8(observation.text)) return "text is no UTF-8 without NUL";
  if (!is_utf8(observation.extra)) return "extra is no UTF-8 without NUL";
  return nullptr;
}

/// Decides for one batch; remembers what it decided about keys that come more than once.
class Planner {
 public:
  Planner(std::span<const Key> doubtful, KnownRows known, std::size_t size)
      : doubtful_(doubtful.begin(), doubtful.end()), known_(std::move(known)) {
    plan_.rows.reserve(size);
    plan_.outcomes.reserve(size);
  }

  void take(Observation&& told) {
    if (doubtful_.empty()) return store(std::move(told));
    const Key key = key_of(told);
    if (!doubtful_.contains(key)) return store(std::move(told));
    if (const auto earlier = here_.find(key); earlier != here_.end())
      return compare_with_batch(plan_.rows[earlier->second], std::move(told));
    const auto known = known_.find(key);
    if (known == known_.end()) {
      here_.emplace(key, plan_.rows.size());
      return store(std::move(told));
    }
    if (same_result(known->second.row, told)) return answer(Outcome::repeated);
    told.quality |= quality::corrected;
    plan_.history.push_back(known->second.row);
    plan_.superseded.push_back(std::move(known->second));
    here_.emplace(key, plan_.rows.size());
    plan_.rows.push_back(std::move(told));
    answer(Outcome::corrected);
  }

  Plan finish() { return std::move(plan_); }

 private:
  void answer(Outcome outcome) { plan_.outcomes.push_back(outcome); }

  void store(Observation&& told) {
    plan_.rows.push_back(std::move(told));
    answer(Outcome::stored);
  }

  void compare_with_batch(Observation& earlier, Observation&& told) {
    if (same_result(earlier, told)) return answer(Outcome::repeated);
    told.quality |= quality::corrected;
    plan_.history.push_back(std::move(earlier));
    earlier = std::move(told);
    answer(Outcome::corrected);
  }

  std::unordered_set<Key, KeyHash> doubtful_;
  KnownRows known_;
  std::unordered_map<Key, std::size_t, KeyHash> here_;  ///< index in rows of a doubtful key that this batch stores
  Plan plan_;
};

}  // namespace

std::size_t KeyHash::operator()(const Key& key) const {
  std::size_t out = mix(0, static_cast<std::int64_t>(key.series));
  out = mix(out, key.time.time_since_epoch().count());
  out = mix(out, key.until ? key.until->time_since_epoch().count() : -1);
  return mix(out, key.feature);
}

Key key_of(const Observation& observation) {
  return {observation.series, observation.time, observation.until, observation.feature};
}

bool same_result(const Observation& known, const Observation& told) {
  if (known.value != told.value || known.text != told.text) return false;
  const bool judged = (told.quality & quality::manual) != 0;
  return !judged || (known.quality | quality::corrected) == (told.quality | quality::corrected);
}

std::vector<Key> doubtful_keys(std::span<const Observation> batch, const NewestTime& newest) {
  std::vector<Key> out;
  std::unordered_map<SeriesId, Moment> seen;
  for (const Observation& observation : batch) {
    const auto [entry, is_first] = seen.try_emplace(observation.series);
    if (is_first) entry->second = newest(observation.series);
    if (observation.time > entry->second)
      entry->second = observation.time;
    else
      out.push_back(key_of(observation));
  }
  return out;
}

KnownRows repeats_of_newest(std::span<const Observation> batch, std::span<const Key> doubtful,
                            const NewestValue& newest) {
  KnownRows out;
  for (const Key& key : doubtful) {
    std::optional<Observation> row = newest(key.series);
    if (!row || key_of(*row) != key) return {};
    out.try_emplace(key, KnownRow{*std::move(row)});
  }
  if (out.empty()) return out;
  for (const Observation& told : batch)
    if (const auto known = out.find(key_of(told)); known != out.end() && !same_result(known->second.row, told))
      return {};
  return out;
}

Plan plan_commit(std::vector<Observation> batch, std::span<const Key> doubtful, KnownRows known) {
  Planner planner(doubtful, std::move(known), batch.size());
  for (Observation& observation : batch) planner.take(std::move(observation));
  return planner.finish();
}

Result<Done> check_storable(std::span<const Observation> observations) {
  for (std::size_t i = 0; i < observations.size(); ++i)
    if (const char* fault = fault_in(observations[i]))
      return fail(ErrorKind::invalid, "observation-invalid", "observation " + std::to_string(i) + ": " + fault);
  return Done{};
}

}  // namespace sas::lake
