#pragma once
#include <string>

#include "base/result.h"
#include "calendar/term.h"

/// The terms around a decision: to object (Awb 6:7, 6:8), to decide on the objection (7:10), and the decision that the
/// law gives by itself (4:20b, 4:20c).
namespace sas::calendar {

/// The term to object to a decision that was made known on `published`: six weeks from the day after. Error
/// `rules-too-old`, with the field.
[[nodiscard]] Result<Term> objection_term(Date published, const Rules& rules);

/// Whether a committee of article 7:13 advises.
enum class Committee { none, advises };

/// The term to decide on an objection: six weeks, or twelve with a committee, from the day after the term to object
/// ended. An objection that came later counts from the day it came. Give the adjournment of article 7:10 paragraph 3 to
/// the term as an extension. Error `rules-too-old`.
[[nodiscard]] Result<Term> objection_decision_term(Date objection_end, Date received, Committee committee,
                                                   const Rules& rules);
/// The adjournment that the rules allow: at most six weeks.
[[nodiscard]] Extension adjournment(const Rules& rules, Date published);

/// What happens when the authority is silent and a law says that silence is consent.
struct TacitDecision {
  Date given;       ///< the day after the last day of the term
  Date effective;   ///< in force from this day, 4:20b paragraph 3
  Date publish_by;  ///< last day to make it known, 4:20c paragraph 1
};
[[nodiscard]] Result<TacitDecision> tacit_decision(Date legal_day, const Rules& rules);

[[nodiscard]] std::string explain(const TacitDecision& decision, Language language);
/// The term to object in one sentence: until when, and why.
[[nodiscard]] std::string explain_objection(const Term& term, const Outcome& outcome, Language language);

}  // namespace sas::calendar
