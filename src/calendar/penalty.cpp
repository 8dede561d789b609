#include "calendar/penalty.h"

#include <algorithm>

#include "calendar/words.h"

namespace sas::calendar {
namespace {

using std::chrono::days;

constexpr std::array<std::string_view, 4> reasons{"late-notice", "no-interest", "inadmissible", "unfounded"};
constexpr std::array<Words, 4> reason_words{
    {{"de ingebrekestelling kwam onredelijk laat (artikel 4:17 lid 6 onder a Awb)",
      "the notice came unreasonably late (section 4:17(6)(a) Awb)"},
     {"de aanvrager is geen belanghebbende (artikel 4:17 lid 6 onder b Awb)",
      "the applicant has no interest of their own (section 4:17(6)(b) Awb)"},
     {"de aanvraag is kennelijk niet-ontvankelijk (artikel 4:17 lid 6 onder c Awb)",
      "the application is manifestly inadmissible (section 4:17(6)(c) Awb)"},
     {"de aanvraag is kennelijk ongegrond (artikel 4:17 lid 6 onder c Awb)",
      "the application is manifestly unfounded (section 4:17(6)(c) Awb)"}}};

// The first day from `day` on that is not suspended.
Date running_from(Date day, std::span<const Suspension> suspensions) {
  for (;;) {
    const auto stops = std::find_if(suspensions.begin(), suspensions.end(),
                                    [&](const Suspension& s) { return s.from <= day && day < s.until; });
    if (stops == suspensions.end()) return day;
    day = stops->until;
  }
}

Result<Done> check(const LateDecision& late) {
  if (late.applicants < 1 || late.applicants > 1000)
    return fail(ErrorKind::invalid, "applicants-invalid", "field applicants: 1 to 1000");
  if (late.notice <= late.legal_day)
    return fail(ErrorKind::invalid, "notice-too-early", "field notice: only after the last day to decide");
  if (late.suspensions.size() > 64)
    return fail(ErrorKind::invalid, "too-many-suspensions", "field suspensions: at most 64");
  for (const Suspension& s : late.suspensions)
    if (s.until <= s.from)
      return fail(ErrorKind::invalid, "suspension-empty", "field suspensions.until: must be after suspensions.from");
  return Done{};
}

Result<Date> end_of_act_term(const LateDecision& late, Date start, const Length& length) {
  Term term;
  term.start = start;
  term.length = length;
  term.rules = late.rules;
  term.decree_days = late.decree_days;
  const auto outcome = reckon(term);
  if (!outcome) return fail(Error(outcome.error()));
  return outcome->end;
}

// Walks over the days of the penalty: at most 42 that count, and the days between on which the term stood still.
void count_days(const LateDecision& late, const PenaltyRule& rule, Date until, Penalty& out) {
  std::int64_t cents = 0;
  Date day = out.first_day;
  for (const PenaltyStep& step : rule.steps) {
    PenaltyPart part{day, day, 0, step.per_day};
    for (int n = 0; n < step.days; ++n, day += days{1}) {
      day = running_from(day, late.suspensions);
      out.last_day = day;
      if (day > until) continue;
      if (part.days++ == 0) part.from = day;
      part.until = day;
    }
    if (part.days == 0) continue;
    cents += part.days * part.per_day.count();
    out.days += part.days;
    out.parts[out.part_count++] = part;
  }
  out.amount = Cents{cents};
}

}  // namespace

std::optional<NoPenalty> parse_no_penalty(std::string_view text) {
  for (std::size_t i = 0; i < reasons.size(); ++i)
    if (reasons[i] == text) return static_cast<NoPenalty>(i);
  return std::nullopt;
}

std::string_view to_text(NoPenalty reason) {
  return reasons[static_cast<std::size_t>(reason)];
}

Result<Penalty> reckon_penalty(const LateDecision& late, Date as_of) {
  if (const auto done = check(late); !done) return fail(Error(done.error()));
  const Rules& rules = late.rules == nullptr ? program_rules() : *late.rules;
  const PenaltyRule* before = rules.penalty_on(late.notice);
  if (before == nullptr)
    return fail(ErrorKind::invalid, "rules-too-old", "field notice: before the law of 1 October 2009");
  const auto notice_end = end_of_act_term(late, late.notice, before->notice);
  if (!notice_end) return fail(Error(notice_end.error()));
  Penalty out;
  out.notice_end = *notice_end;
  out.first_day = running_from(*notice_end + days{1}, late.suspensions);
  const PenaltyRule& rule = *rules.penalty_on(out.first_day);
  out.maximum = rule.maximum();
  out.exception = late.exception;
  // The day of the decision is no day of default any more.
  const Date until = late.decided ? std::min(as_of, *late.decided - days{1}) : as_of;
  count_days(late, rule, late.exception ? out.first_day - days{1} : until, out);
  out.each = Cents{(out.amount.count() + late.applicants - 1) / late.applicants};
  const bool over = (late.decided && *late.decided <= as_of) || as_of >= out.last_day;
  if (over && out.days > 0) {
    const auto fixed = end_of_act_term(late, out.parts[out.part_count - 1].until, {2, Unit::week});
    if (!fixed) return fail(Error(fixed.error()));
    out.fixed_by = *fixed;
  }
  return out;
}

std::string explain(const LateDecision& late, const Penalty& penalty, Language language) {
  const bool dutch = language == Language::nl;
  std::string out = dutch ? "ingebrekestelling ontvangen op " : "notice of default received on ";
  long_date(out, late.notice, language);
  if (penalty.exception) {
    out += dutch ? "; er is geen dwangsom: " : "; no penalty is due: ";
    return out += reason_words[static_cast<std::size_t>(*penalty.exception)].in(language);
  }
  out += dutch ? ", twee weken tot en met " : ", two weeks until ";
  day_and_date(out, penalty.notice_end, language);
  if (penalty.days == 0) {
    const bool decided_before = late.decided && *late.decided <= penalty.first_day;
    if (decided_before)
      return out += dutch ? "; op tijd besloten, er is geen dwangsom" : "; decided in time, no penalty";
    out += dutch ? "; zonder besluit betalen wij vanaf " : "; without a decision we pay from ";
    day_and_date(out, penalty.first_day, language);
    out += dutch ? ", hoogstens " : ", at most ";
    money(out, penalty.maximum, language);
    return out += dutch ? " (artikel 4:17 Awb)" : " (section 4:17 Awb)";
  }
  for (const PenaltyPart& part : penalty.trace()) {
    out += ", ";
    describe_to(out, {part.days, Unit::day}, Counting::calendar_days, language);
    out += dutch ? " van " : " at ";
    money(out, part.per_day, language);
  }
  out += dutch ? ", samen " : ", together ";
  money(out, penalty.amount, language);
  if (late.applicants > 1) {
    out += dutch ? ", voor ieder van de " : ", for each of the ";
    number(out, late.applicants);
    out += dutch ? " aanvragers " : " applicants ";
    money(out, penalty.each, language);
  }
  return out += dutch ? " (artikel 4:17 Awb)" : " (section 4:17 Awb)";
}

}  // namespace sas::calendar
