#include "sensing/quality.h"

#include <cmath>

namespace sas::sensing {
namespace {

using namespace std::chrono;
namespace flag = lake::quality;

// Clocks of devices are off by minutes, not by hours.
constexpr minutes clock_tolerance{5};
// A feed that misses one or two values is nothing special; three is a gap.
constexpr int missed_values = 3;
// The same again within a twentieth of the time in which the next one is due was not measured again: it was sent again,
// under a new moment, so the lake cannot know it by its own. Not more than that: a garage at night tells every minute
// that nothing changed, also where a value is due each quarter of an hour.
constexpr int told_again = 20;
// Counts of fewer people than this could point at somebody (the smallest group that is told to outsiders).
constexpr double smallest_count = 5;

bool is_newer(const SeriesMemory& before, const lake::Observation& reading) {
  return !before.last_time || reading.time > *before.last_time;
}

std::uint32_t judge_alone(const Series& series, const lake::Observation& reading, lake::Moment received,
                          Arrival arrival) {
  const QualityRules& rules = series.rules;
  std::uint32_t flags = 0;
  if (reading.time > received + clock_tolerance) flags |= flag::clock_suspect;
  if (arrival == Arrival::live && rules.expected_every &&
      received - reading.time > missed_values * *rules.expected_every)
    flags |= flag::stale;
  if (!reading.value) return flags;
  const double value = *reading.value;
  if ((rules.min && value < *rules.min) || (rules.max && value > *rules.max)) flags |= flag::out_of_range;
  if (rules.capacity && value > *rules.capacity) flags |= flag::above_capacity;
  if (series.kind == SeriesDescription::Kind::count) {
    if (value < 0) flags |= flag::out_of_range;
    if (value > 0 && value < smallest_count) flags |= flag::suppressed;
  }
  return flags;
}

std::uint32_t judge_in_order(const QualityRules& rules, const SeriesMemory& before, const lake::Observation& reading) {
  std::uint32_t flags = 0;
  const auto passed = reading.time - *before.last_time;
  if (rules.expected_every && passed > missed_values * *rules.expected_every) flags |= flag::after_gap;
  if (!reading.value || !before.last_value) return flags;
  if (rules.expected_every && *reading.value == *before.last_value && passed * told_again < *rules.expected_every)
    flags |= flag::duplicate;
  const double step = std::abs(*reading.value - *before.last_value);
  const double hours_passed = duration<double, hours::period>(passed).count();
  if (rules.max_step_per_hour && step > *rules.max_step_per_hour * hours_passed) flags |= flag::jump;
  if (rules.frozen_after && *reading.value == *before.last_value &&
      reading.time - before.same_since >= *rules.frozen_after)
    flags |= flag::frozen;
  return flags;
}

}  // namespace

std::uint32_t judge(const Series& series, const SeriesMemory& before, const lake::Observation& reading,
                    lake::Moment received, Arrival arrival) {
  std::uint32_t flags = judge_alone(series, reading, received, arrival);
  if (before.last_time && is_newer(before, reading)) flags |= judge_in_order(series.rules, before, reading);
  return flags;
}

SeriesMemory after(const SeriesMemory& before, const lake::Observation& reading) {
  if (!is_newer(before, reading)) return before;
  const bool same = before.last_time && before.last_value && reading.value == before.last_value;
  return {reading.time, reading.value, same ? before.same_since : reading.time};
}

}  // namespace sas::sensing
