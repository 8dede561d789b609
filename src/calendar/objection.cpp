#include "calendar/objection.h"

#include <algorithm>

#include "calendar/explain.h"
#include "calendar/words.h"

namespace sas::calendar {
namespace {

using std::chrono::days;

Result<const ObjectionRule*> rule_on(Date day, const Rules& rules, std::string_view field) {
  const ObjectionRule* rule = rules.objection_on(day);
  if (rule == nullptr)
    return fail(ErrorKind::invalid, "rules-too-old",
                "field " + std::string(field) + ": before the law of 1 October 2009");
  return rule;
}

}  // namespace

Result<Term> objection_term(Date published, const Rules& rules) {
  const auto rule = rule_on(published, rules, "published");
  if (!rule) return fail(Error(rule.error()));
  Term term;
  term.start = published;
  term.length = (*rule)->to_object;
  term.rules = &rules;
  return term;
}

Result<Term> objection_decision_term(Date objection_end, Date received, Committee committee, const Rules& rules) {
  const auto rule = rule_on(objection_end, rules, "objection_end");
  if (!rule) return fail(Error(rule.error()));
  Term term;
  term.start = std::max(objection_end, received);
  term.after = received > objection_end ? After::event : After::objection_term;
  term.length = committee == Committee::advises ? (*rule)->with_committee : (*rule)->to_decide;
  term.rules = &rules;
  return term;
}

Extension adjournment(const Rules& rules, Date published) {
  const ObjectionRule* rule = rules.objection_on(published);
  const Length length = rule == nullptr ? rules.objections.front().adjournment : rule->adjournment;
  return {length, ExtensionGround::adjournment, length};
}

Result<TacitDecision> tacit_decision(Date legal_day, const Rules& rules) {
  if (legal_day < rules.tacit.valid_from)
    return fail(ErrorKind::invalid, "rules-too-old", "field legal_day: before the law of 28 December 2009");
  TacitDecision out;
  out.given = legal_day + days{1};
  out.effective = legal_day + days{rules.tacit.effective_after_days};
  Term term;
  term.start = out.given;
  term.length = rules.tacit.to_publish;
  term.rules = &rules;
  const auto published = reckon(term);
  if (!published) return fail(Error(published.error()));
  out.publish_by = published->end;
  return out;
}

std::string explain(const TacitDecision& decision, Language language) {
  const bool dutch = language == Language::nl;
  std::string out =
      dutch ? "niet op tijd besloten, dus van rechtswege gegeven op " : "not decided in time, so given by law on ";
  day_and_date(out, decision.given, language);
  out += dutch ? " (artikel 4:20b Awb), geldt vanaf " : " (section 4:20b Awb), in force from ";
  day_and_date(out, decision.effective, language);
  out += dutch ? ", bekend te maken uiterlijk " : ", to be made known by ";
  day_and_date(out, decision.publish_by, language);
  return out += dutch ? " (artikel 4:20c Awb)" : " (section 4:20c Awb)";
}

std::string explain_objection(const Term& term, const Outcome& outcome, Language language) {
  std::string out;
  explain_to(out, term, outcome, language);
  return out += language == Language::nl ? "; bezwaar kan tot en met die dag (artikelen 6:7 en 6:8 Awb)"
                                         : "; objections can be made until that day (sections 6:7 and 6:8 Awb)";
}

}  // namespace sas::calendar
