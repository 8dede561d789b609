#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "calendar/holidays.h"
#include "calendar/length.h"

namespace sas::calendar {

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

/// On what ground the end is put off: Awb article 4:14, 7:10 paragraph 3 (adjournment), 7:10 paragraph 4 (with
/// consent), or a law of its own.
enum class ExtensionGround { notice, adjournment, consent, own_law };

/// "4:14", "7:10-3", "7:10-4", "own"; none when it is none of these.
[[nodiscard]] std::optional<ExtensionGround> parse_extension_ground(std::string_view text);
[[nodiscard]] std::string_view article_of(ExtensionGround ground, Language language);

/// One extension (verdaging), with what allows it and how long it may be.
struct Extension {
  Length length;
  ExtensionGround ground = ExtensionGround::own_law;
  std::optional<Length> maximum;  ///< none: the law names none
};

/// What the term follows: an event, or the end of the term to object (Awb 7:10). For the sentence only: day 1 is the
/// day after in both.
enum class After { event, objection_term };

enum class Counting { calendar_days, working_days };
enum class Direction { forward, backward };

/// What the law or a promise says. Holds views: whatever they look at must outlive the call.
struct Term {
  Date start;  ///< the event; day 1 is the day after
  Length length;
  Source source = Source::act;
  Counting counting = Counting::calendar_days;
  Direction direction = Direction::forward;
  After after = After::event;
  bool excludes_roll = false;               ///< the law switches ATW article 1 off for this term, e.g. Awb 4:17
  bool excludes_minimum = false;            ///< the same for ATW article 2
  bool follows_atw = false;                 ///< an ordinance or promise that declares the ATW applicable
  std::span<const Suspension> suspensions;  ///< in any order, not overlapping
  std::span<const Extension> extensions;
  const Rules* rules = nullptr;        ///< the version that counts for this term; none: those of the program
  std::span<const Date> decree_days;   ///< beyond those the rules know
  std::span<const Date> closing_days;  ///< of the municipality; for working days only
};

/// Whether a decree that is not known yet could still move the date.
enum class Certainty { certain, provisional };

enum class Rule { length, extension, suspension, atw_2, atw_1, working_days, backward };

/// One step of the reckoning: after `rule` the end moved from `from` to `to`.
struct Step {
  Rule rule = Rule::length;
  Date from;
  Date to;
  int days = 0;                  ///< suspended days, for Rule::suspension
  std::optional<Ground> ground;  ///< for Rule::suspension: the only ground, or none when there are several
  std::optional<ExtensionGround> extension_ground{};  ///< for Rule::extension
};

/// The last day of the term and how it came about. Fixed size: nothing is allocated.
struct Outcome {
  static constexpr std::size_t max_extensions = 8;
  Date end;
  /// Set when the last day before the roll was a holiday with a name.
  std::optional<Holiday> rolled_from;
  /// Provisional when the ATW applies and the rules do not know the decrees of the year in which it ends.
  Certainty certainty = Certainty::certain;
  std::array<Step, max_extensions + 4> steps{};
  std::size_t step_count = 0;
  [[nodiscard]] std::span<const Step> trace() const { return {steps.data(), step_count}; }
};

/// Computes the last day. The reading: N = the days from start to the raw end (length, then each extension in turn);
/// the end is the N-th day after the start that is not suspended; then ATW article 2 (only running days count); ATW
/// article 1 last. ATW article 4 looks at each described length by itself. Working days: the N-th working day that is
/// not suspended. Backward terms know no ATW, suspension or extension. Errors, each with the field in its detail:
/// `start-out-of-range` (1970-2150), `length-invalid`, `suspension-empty`, `suspensions-overlap`,
/// `too-many-suspensions`, `too-many-extensions`, `extension-too-long`, `working-unit` (working days are counted in
/// days).
[[nodiscard]] Result<Outcome> reckon(const Term& term);

}  // namespace sas::calendar
