#pragma once
#include <array>
#include <optional>
#include <span>
#include <string>

#include "base/money.h"
#include "base/result.h"
#include "calendar/term.h"

/// The penalty for a decision that comes too late, Awb articles 4:17 and 4:18.
namespace sas::calendar {

/// Why nothing is due although a notice came: article 4:17 paragraph 6 under a, b and c. A person decides that.
enum class NoPenalty { notice_unreasonably_late, no_interest, manifestly_inadmissible, manifestly_unfounded };

/// "late-notice", "no-interest", "inadmissible", "unfounded"; none when it is none of these.
[[nodiscard]] std::optional<NoPenalty> parse_no_penalty(std::string_view text);
[[nodiscard]] std::string_view to_text(NoPenalty reason);

/// What happened. Holds views: whatever they look at must outlive the call.
struct LateDecision {
  Date legal_day;               ///< last day of the term to decide
  Date notice;                  ///< day on which the written notice of default came in
  std::optional<Date> decided;  ///< day on which the decision was made known; none: not yet
  int applicants = 1;           ///< one penalty, in equal parts (paragraph 7)
  std::optional<NoPenalty> exception;
  std::span<const Suspension> suspensions;  ///< of the term to decide: on such a day nothing is due
  const Rules* rules = nullptr;             ///< none: those of the program
  std::span<const Date> decree_days;        ///< beyond those the rules know
};

/// A stretch of days at one amount a day.
struct PenaltyPart {
  Date from;
  Date until;    ///< last day, included
  int days = 0;  ///< days due; fewer than lie between when the term stood still
  Cents per_day;
};

struct Penalty {
  Date notice_end;               ///< last day of the two weeks after the notice; the ATW may move it
  Date first_day;                ///< first day over which it is due
  Date last_day;                 ///< of the 42nd day when nothing is decided
  int days = 0;                  ///< days due up to the day that was asked
  Cents amount;                  ///< due up to the day that was asked
  Cents each;                    ///< for one applicant, rounded up to a whole cent
  Cents maximum;                 ///< after 42 days
  std::optional<Date> fixed_by;  ///< last day to decide on the amount, 4:18: once nothing more can be added
  std::optional<NoPenalty> exception;
  std::array<PenaltyPart, 3> parts{};  ///< what is due, by amount
  std::size_t part_count = 0;
  [[nodiscard]] std::span<const PenaltyPart> trace() const { return {parts.data(), part_count}; }
};

/// The penalty up to and including `as_of`, or to the day before the decision when that is earlier. The reading: the
/// two weeks are a term of an act, so ATW article 1 may move their end; the penalty starts on the day after; the 42
/// days are calendar days without ATW and without days on which the term stood still; the amounts are those in force on
/// the first day. Errors, with the field: `notice-too-early` (the term had not passed), `applicants-invalid` (1 to
/// 1000), `rules-too-old` (before October 2009), `suspension-empty`, `too-many-suspensions`,
/// and those of reckon().
[[nodiscard]] Result<Penalty> reckon_penalty(const LateDecision& late, Date as_of);

/// The reckoning in one sentence.
[[nodiscard]] std::string explain(const LateDecision& late, const Penalty& penalty, Language language);

}  // namespace sas::calendar
