#pragma once
#include <string>
#include <vector>

#include "calendar/term.h"

namespace sas::calendar {

/// The reckoning as one sentence for a letter, a page and an API: "8 weken vanaf 3 april 2026, 12 dagen opgeschort
/// (artikel 4:15 lid 1 onder a Awb), eindigt op Tweede Pinksterdag, dus dinsdag 26 mei 2026 (artikel 1 Algemene
/// termijnenwet)".
[[nodiscard]] std::string explain(const Term& term, const Outcome& outcome, Language language);

/// Appends instead of returning, for bulk work.
void explain_to(std::string& out, const Term& term, const Outcome& outcome, Language language);

/// One step as people read it: which rule, on what ground, what it did, and why.
struct ExplainedStep {
  std::string_view rule;  ///< as in JSON
  std::string article;
  Date from;
  Date to;
  std::string why;
};
[[nodiscard]] std::vector<ExplainedStep> explain_steps(const Term& term, const Outcome& outcome, Language language);

/// "8 weken", "5 werkdagen", "1 maand".
[[nodiscard]] std::string describe(const Length& length, Counting counting, Language language);

/// "atw-1", "suspension" and the like: the name of a rule in JSON.
[[nodiscard]] std::string_view to_text(Rule rule);

}  // namespace sas::calendar
