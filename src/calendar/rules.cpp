#include "calendar/rules.h"

#include <algorithm>

namespace sas::calendar {
namespace {

struct KnownDay {
  int year;
  unsigned month, day;
};

// Decrees under ATW article 3 paragraph 3, 2017-2019. A table, because they follow no rule. Newer ones are data of the
// municipality (legal-days.toml), so that an old case is still reckoned without them.
constexpr std::array<KnownDay, 7> decreed{
    {{2017, 4, 28}, {2017, 5, 26}, {2018, 5, 11}, {2018, 12, 24}, {2018, 12, 31}, {2019, 5, 31}, {2019, 12, 27}}};

constexpr Cents euros(std::int64_t amount) {
  return Cents{amount * 100};
}

std::vector<PenaltyRule> penalties() {
  const Length two_weeks{2, Unit::week};
  // Since the Wet dwangsom en beroep bij niet tijdig beslissen; the amounts were indexed as of 2019.
  return {{make_date(2009, 10, 1),
           two_weeks,
           {{{14, euros(20)}, {14, euros(30)}, {14, euros(40)}}},
           "artikel 4:17 Awb, Wet dwangsom en beroep bij niet tijdig beslissen"},
          {make_date(2019, 1, 1),
           two_weeks,
           {{{14, euros(23)}, {14, euros(35)}, {14, euros(45)}}},
           "artikel 4:17 Awb, Stcrt. 2018, 65542"}};
}

std::vector<ObjectionRule> objections() {
  return {{make_date(2009, 10, 1),
           {6, Unit::week},
           {6, Unit::week},
           {12, Unit::week},
           {6, Unit::week},
           "artikelen 6:7 en 7:10 Awb"}};
}

Rules made_by_program() {
  Rules out;
  out.id = "atw-2017-2019";
  for (const KnownDay& d : decreed) out.decree_days.push_back({make_date(d.year, d.month, d.day), "2017-2019"});
  out.decree_years = {{2017, 2019}};
  out.penalties = penalties();
  out.objections = objections();
  out.tacit = {make_date(2009, 12, 28), 3, {2, Unit::week}};  // Dienstenwet, division 4.1.3.3 Awb
  return out;
}

bool earlier(const DecreeDay& a, const DecreeDay& b) {
  return a.day < b.day;
}

template <typename Rule>
const Rule* in_force(const std::vector<Rule>& rules, Date day) {
  const Rule* found = nullptr;
  for (const Rule& rule : rules)
    if (rule.valid_from <= day) found = &rule;
  return found;
}

}  // namespace

int PenaltyRule::days() const {
  int sum = 0;
  for (const PenaltyStep& step : steps) sum += step.days;
  return sum;
}

Cents PenaltyRule::maximum() const {
  std::int64_t sum = 0;
  for (const PenaltyStep& step : steps) sum += step.days * step.per_day.count();
  return Cents{sum};
}

bool Rules::is_decree_day(Date day) const {
  if (decree_days.empty() || day < decree_days.front().day || day > decree_days.back().day) return false;
  const auto at = std::lower_bound(decree_days.begin(), decree_days.end(), day,
                                   [](const DecreeDay& d, Date wanted) { return d.day < wanted; });
  return at != decree_days.end() && at->day == day;
}

bool Rules::knows_decrees_of(int year) const {
  return std::any_of(decree_years.begin(), decree_years.end(),
                     [&](const YearSpan& span) { return span.first <= year && year <= span.last; });
}

const PenaltyRule* Rules::penalty_on(Date day) const {
  return in_force(penalties, day);
}

const ObjectionRule* Rules::objection_on(Date day) const {
  return in_force(objections, day);
}

const Rules& program_rules() {
  static const Rules rules = made_by_program();
  return rules;
}

Result<Rules> with_decrees(const Rules& before, std::string id, std::vector<DecreeDay> days, YearSpan years) {
  if (id.empty()) return fail(ErrorKind::invalid, "rules-id-empty", "give the version an id");
  Rules out = before;
  out.id = std::move(id);
  out.decree_years.push_back(years);
  for (DecreeDay& day : days) {
    const int year = static_cast<int>(std::chrono::year_month_day{day.day}.year());
    if (year < years.first || year > years.last)
      return fail(ErrorKind::invalid, "decree-day-outside-years", format_iso_date(day.day));
    if (out.is_decree_day(day.day)) return fail(ErrorKind::invalid, "decree-day-twice", format_iso_date(day.day));
    out.decree_days.push_back(std::move(day));
    std::sort(out.decree_days.begin(), out.decree_days.end(), earlier);
  }
  return out;
}

Result<Done> RuleBook::add(Rules rules) {
  if (find(rules.id)) return fail(ErrorKind::invalid, "rules-id-twice", rules.id);
  versions_.push_back(std::move(rules));
  return Done{};
}

Result<const Rules*> RuleBook::find(std::string_view id) const {
  for (const Rules& rules : versions_)
    if (rules.id == id) return &rules;
  return fail(ErrorKind::internal, "rules-unknown", std::string(id));
}

}  // namespace sas::calendar
