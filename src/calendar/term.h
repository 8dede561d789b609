#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "calendar/holidays.h"

namespace sas::calendar {

enum class Unit { day, week, month, year, hour };

/// A length as it is enacted. Unit and count are kept: 90 days is inside the ATW, 13 weeks is not.
struct Length {
  int count = 0;
  Unit unit = Unit::day;
  friend bool operator==(const Length&, const Length&) = default;
};

/// "P8W", "P5D", "P3M", "P1Y", "PT48H": one unit, 1 to 99999; error `length-invalid`.
[[nodiscard]] Result<Length> parse_length(std::string_view iso8601);
/// "P8W"
[[nodiscard]] std::string to_iso8601(const Length& length);

/// Where a term comes from. The ATW binds terms in an act or an order in council only (articles 1 and 5).
enum class Source { act, ministerial, ordinance, promise };

/// Why a term stands still: Awb article 4:15 paragraph 1 under a and b, paragraph 2 under a, b and c, or a disturbed
/// channel.
enum class Ground { completion_asked, information_abroad, agreed, delay_by_applicant, force_majeure, outage };

/// "4:15-1-a", "4:15-1-b", "4:15-2-a", "4:15-2-b", "4:15-2-c", "outage"; none when it is none of these.
[[nodiscard]] std::optional<Ground> parse_ground(std::string_view text);
[[nodiscard]] std::string_view to_text(Ground ground);
/// "artikel 4:15 Awb", "section 4:15 Awb" and the like.
[[nodiscard]] std::string_view article_of(Ground ground, Language language);

/// Half open: the term runs again on `until`.
struct Suspension {
  Date from;
  Date until;
  Ground ground = Ground::completion_asked;
};

enum class Counting { calendar_days, working_days };
enum class Direction { forward, backward };

/// What the law or a promise says. Holds views: whatever they look at must outlive the call.
struct Term {
  Date start;  ///< the event; day 1 is the day after
  Length length;
  Source source = Source::act;
  Counting counting = Counting::calendar_days;
  Direction direction = Direction::forward;
  bool excludes_roll = false;               ///< the law switches ATW article 1 off for this term, e.g. Awb 4:17
  bool excludes_minimum = false;            ///< the same for ATW article 2
  bool follows_atw = false;                 ///< an ordinance or promise that declares the ATW applicable
  std::span<const Suspension> suspensions;  ///< in any order, not overlapping
  std::span<const Length> extensions;
  std::span<const Date> decree_days;   ///< beyond those this program knows
  std::span<const Date> closing_days;  ///< of the municipality; for working days only
};

enum class Rule { length, extension, suspension, atw_2, atw_1, working_days, backward };

/// One step of the reckoning: after `rule` the end moved from `from` to `to`.
struct Step {
  Rule rule = Rule::length;
  Date from;
  Date to;
  int days = 0;                  ///< suspended days, for Rule::suspension
  std::optional<Ground> ground;  ///< for Rule::suspension: the only ground, or none when there are several
};

/// The last day of the term and how it came about. Fixed size: nothing is allocated.
struct Outcome {
  static constexpr std::size_t max_extensions = 8;
  Date end;
  /// Set when the last day before the roll was a holiday with a name.
  std::optional<Holiday> rolled_from;
  std::array<Step, max_extensions + 4> steps{};
  std::size_t step_count = 0;
  [[nodiscard]] std::span<const Step> trace() const { return {steps.data(), step_count}; }
};

/// Computes the last day. The reading: N = the days from start to the raw end (length, then each extension in turn);
/// the end is the N-th day after the start that is not suspended; then ATW article 2 (only running days count); ATW
/// article 1 last. ATW article 4 looks at each described length by itself. Working days: the N-th working day that is
/// not suspended. Backward terms know no ATW, suspension or extension. Errors: `start-out-of-range` (1970-2150),
/// `length-invalid`, `suspension-empty`, `suspensions-overlap`, `too-many-extensions`, `working-unit` (working days are
/// counted in days).
[[nodiscard]] Result<Outcome> reckon(const Term& term);

/// `from` plus a length on the calendar: months and years keep the day number or take the last day of the month; hours
/// count as the days they fill, rounded up, because only days are known here.
[[nodiscard]] Date add(Date from, const Length& length);

}  // namespace sas::calendar
