#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "lake/observation.h"

/// When a value is an alarm, and when no longer. Pure: a fold over the measurements of one series in order of time, so
/// that who starts again from a known state comes to the same alarms.
namespace sas::sensing {

struct AlarmRule {
  std::int64_t id = 0;
  lake::SeriesId series{};
  std::string name;  ///< for people: "Water hoog bij de Thorbeckegracht"
  enum class Side { above, below } side = Side::above;
  double raise_at = 0;  ///< beyond it (not on it) the alarm is raised
  double clear_at = 0;  ///< back at it or on the safe side of it the alarm ends; the gap keeps it from fluttering
  std::chrono::seconds hold{0};   ///< how long it must be beyond before it counts
  std::chrono::seconds quiet{0};  ///< how long after a notice there is no other one
  std::string notify;             ///< mail address of a role
};

struct AlarmState {
  bool raised = false;
  lake::Moment changed{};               ///< measurement that raised or cleared it
  std::optional<lake::Moment> noticed;  ///< measurement of the last notice
  lake::Moment seen{};                  ///< newest measurement looked at
  std::optional<lake::Moment> beyond_since;
};

enum class AlarmChange { none, raised, cleared };

struct AlarmStep {
  AlarmState state;
  AlarmChange change = AlarmChange::none;
  enum class Notice { none, send } notice = Notice::none;  ///< raised outside the quiet time
};

/// The next state. Values that are no number, are flagged as unfit, or are not newer than the last one change nothing.
[[nodiscard]] AlarmStep step(const AlarmRule& rule, const AlarmState& before, const lake::Observation& value);

}  // namespace sas::sensing
