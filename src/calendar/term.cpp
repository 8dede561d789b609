#include "calendar/term.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace sas::calendar {
namespace {

using std::chrono::days;
using std::chrono::year_month_day;

constexpr std::size_t max_suspensions = 64;

// The suspensions in order of time; a fixed array, so that reckoning allocates nothing.
struct Ordered {
  std::array<Suspension, max_suspensions> items;
  std::size_t count = 0;
  [[nodiscard]] std::span<const Suspension> view() const { return {items.data(), count}; }
};

Result<Ordered> in_order(std::span<const Suspension> suspensions) {
  if (suspensions.size() > max_suspensions)
    return fail(ErrorKind::invalid, "too-many-suspensions", "field suspensions: at most 64");
  Ordered out;
  std::copy(suspensions.begin(), suspensions.end(), out.items.begin());
  out.count = suspensions.size();
  std::sort(out.items.begin(), out.items.begin() + static_cast<std::ptrdiff_t>(out.count),
            [](const Suspension& a, const Suspension& b) { return a.from < b.from; });
  for (std::size_t i = 0; i < out.count; ++i) {
    if (out.items[i].until <= out.items[i].from)
      return fail(ErrorKind::invalid, "suspension-empty", "field suspensions.until: must be after suspensions.from");
    if (i > 0 && out.items[i].from < out.items[i - 1].until)
      return fail(ErrorKind::invalid, "suspensions-overlap", "field suspensions: make one of two that overlap");
  }
  return out;
}

bool is_suspended(Date date, std::span<const Suspension> suspensions) {
  return std::any_of(suspensions.begin(), suspensions.end(),
                     [&](const Suspension& s) { return s.from <= date && date < s.until; });
}

// ATW article 4: not for terms in hours, of more than 90 days, 12 weeks or 3 months, or in years.
bool is_within_article_4(const Length& length) {
  switch (length.unit) {
    case Unit::day:
      return length.count <= 90;
    case Unit::week:
      return length.count <= 12;
    case Unit::month:
      return length.count <= 3;
    case Unit::year:
    case Unit::hour:
      return false;
  }
  return false;
}

bool atw_applies(const Term& term) {
  if (term.direction == Direction::backward || term.counting == Counting::working_days) return false;
  if (term.source != Source::act && !term.follows_atw) return false;
  return is_within_article_4(term.length) &&
         std::all_of(term.extensions.begin(), term.extensions.end(),
                     [](const Extension& e) { return is_within_article_4(e.length); });
}

class Reckoning {
 public:
  Reckoning(const Term& term, std::span<const Suspension> suspensions)
      : term_(term), rules_(term.rules == nullptr ? program_rules() : *term.rules), suspensions_(suspensions) {}

  Outcome calendar_days() {
    Date raw = add(term_.start, term_.length);
    note(Rule::length, term_.start, raw);
    for (const Extension& extension : term_.extensions) {
      const Date longer = add(raw, extension.length);
      note(Rule::extension, raw, longer);
      out_.steps[out_.step_count - 1].extension_ground = extension.ground;
      raw = longer;
    }
    out_.end = raw;
    pass_suspensions(raw);
    if (!atw_applies(term_)) return out_;
    if (!term_.excludes_minimum && qualifies_for_minimum(raw)) hold_two_ordinary_days();
    if (!term_.excludes_roll) roll_to_ordinary_day();
    const bool atw_may_move_it = !term_.excludes_roll || !term_.excludes_minimum;
    if (atw_may_move_it && !rules_.knows_decrees_of(static_cast<int>(year_month_day{out_.end}.year())))
      out_.certainty = Certainty::provisional;
    return out_;
  }

  Outcome working_days() {
    int wanted = term_.length.count;
    for (const Extension& extension : term_.extensions) wanted += extension.length.count;
    const int step = term_.direction == Direction::forward ? 1 : -1;
    Date day = term_.start;
    while (wanted > 0) {
      day += days{step};
      if (is_working_day(day, term_.closing_days) && !is_suspended(day, suspensions_)) --wanted;
    }
    note(Rule::working_days, term_.start, day);
    out_.end = day;
    return out_;
  }

 private:
  void note(Rule rule, Date from, Date to) {
    Step& step = out_.steps[out_.step_count++];
    step.rule = rule;
    step.from = from;
    step.to = to;
  }

  // Awb 4:15: the end moves by exactly the suspended days that fall inside the term.
  void pass_suspensions(Date raw) {
    int total = 0;
    std::optional<Ground> ground;
    bool several = false;
    for (const Suspension& s : suspensions_) {
      const Date from = std::max(s.from, term_.start + days{1});
      if (from > out_.end || s.until <= from) continue;
      const days inside = s.until - from;
      out_.end += inside;
      total += static_cast<int>(inside.count());
      several |= ground && *ground != s.ground;
      ground = s.ground;
    }
    if (total == 0) return;
    note(Rule::suspension, raw, out_.end);
    Step& step = out_.steps[out_.step_count - 1];
    step.days = total;
    if (!several) step.ground = ground;
  }

  bool qualifies_for_minimum(Date raw) const {
    const bool only_days =
        term_.length.unit == Unit::day && std::all_of(term_.extensions.begin(), term_.extensions.end(),
                                                      [](const Extension& e) { return e.length.unit == Unit::day; });
    return !only_days || raw - term_.start >= days{3};
  }

  bool counts(Date day) const {
    return is_ordinary_day(day, rules_, term_.decree_days) && !is_suspended(day, suspensions_);
  }

  void hold_two_ordinary_days() {
    int found = 0;
    Date day = term_.start;
    while (day < out_.end && found < 2) found += counts(day += days{1}) ? 1 : 0;
    if (found >= 2) return;
    const Date before = out_.end;
    while (found < 2) found += counts(out_.end += days{1}) ? 1 : 0;
    note(Rule::atw_2, before, out_.end);
  }

  void roll_to_ordinary_day() {
    const Date before = out_.end;
    while (!is_ordinary_day(out_.end, rules_, term_.decree_days)) out_.end += days{1};
    if (out_.end == before) return;
    note(Rule::atw_1, before, out_.end);
    out_.rolled_from = statutory_holiday(before);
    if (!out_.rolled_from && !is_weekend(before)) out_.rolled_from = Holiday::decree;
  }

  const Term& term_;
  const Rules& rules_;
  std::span<const Suspension> suspensions_;
  Outcome out_{};
};

Outcome backward(const Term& term) {
  Term plain = term;
  plain.suspensions = {};
  plain.extensions = {};
  if (term.counting == Counting::working_days) return Reckoning(plain, {}).working_days();
  Outcome out;
  const Length& l = term.length;
  out.end = l.unit == Unit::hour ? term.start - days{(l.count + 23) / 24} : add(term.start, Length{-l.count, l.unit});
  Step& step = out.steps[out.step_count++];
  step.rule = Rule::backward;
  step.from = term.start;
  step.to = out.end;
  return out;
}

Result<Done> check_extensions(const Term& term) {
  if (term.extensions.size() > Outcome::max_extensions)
    return fail(ErrorKind::invalid, "too-many-extensions", "field extensions: at most 8");
  Date raw = term.start;
  for (const Extension& extension : term.extensions) {
    if (extension.length.count < 1) return fail(ErrorKind::invalid, "length-invalid", "field extensions: at least 1");
    if (term.counting == Counting::working_days && extension.length.unit != Unit::day)
      return fail(ErrorKind::invalid, "working-unit", "field extensions: working days are written PnD");
    // Measured from the start: what is longer than its maximum is so from there too.
    if (extension.maximum && add(raw, extension.length) > add(raw, *extension.maximum))
      return fail(ErrorKind::invalid, "extension-too-long",
                  fmt::format("field extensions: at most {}", to_iso8601(*extension.maximum)));
  }
  return Done{};
}

struct GroundNames {
  Ground ground;
  std::string_view text, nl, en;
};

constexpr std::array<GroundNames, 6> ground_names{{
    {Ground::completion_asked, "4:15-1-a", "artikel 4:15 lid 1 onder a Awb", "section 4:15(1)(a) Awb"},
    {Ground::information_abroad, "4:15-1-b", "artikel 4:15 lid 1 onder b Awb", "section 4:15(1)(b) Awb"},
    {Ground::agreed, "4:15-2-a", "artikel 4:15 lid 2 onder a Awb", "section 4:15(2)(a) Awb"},
    {Ground::delay_by_applicant, "4:15-2-b", "artikel 4:15 lid 2 onder b Awb", "section 4:15(2)(b) Awb"},
    {Ground::force_majeure, "4:15-2-c", "artikel 4:15 lid 2 onder c Awb", "section 4:15(2)(c) Awb"},
    {Ground::outage, "outage", "storing van een kanaal, afdeling 2.3 Awb", "disturbed channel, division 2.3 Awb"},
}};

struct ExtensionNames {
  ExtensionGround ground;
  std::string_view text, nl, en;
};

constexpr std::array<ExtensionNames, 4> extension_names{{
    {ExtensionGround::notice, "4:14", "artikel 4:14 Awb", "section 4:14 Awb"},
    {ExtensionGround::adjournment, "7:10-3", "artikel 7:10 lid 3 Awb", "section 7:10(3) Awb"},
    {ExtensionGround::consent, "7:10-4", "artikel 7:10 lid 4 Awb", "section 7:10(4) Awb"},
    {ExtensionGround::own_law, "own", "de wet die de termijn stelt", "the law that sets the term"},
}};

}  // namespace

std::optional<Ground> parse_ground(std::string_view text) {
  for (const GroundNames& g : ground_names)
    if (g.text == text) return g.ground;
  return std::nullopt;
}

std::string_view to_text(Ground ground) {
  return ground_names[static_cast<std::size_t>(ground)].text;
}

std::string_view article_of(Ground ground, Language language) {
  const GroundNames& g = ground_names[static_cast<std::size_t>(ground)];
  return language == Language::nl ? g.nl : g.en;
}

std::optional<ExtensionGround> parse_extension_ground(std::string_view text) {
  for (const ExtensionNames& g : extension_names)
    if (g.text == text) return g.ground;
  return std::nullopt;
}

std::string_view article_of(ExtensionGround ground, Language language) {
  const ExtensionNames& g = extension_names[static_cast<std::size_t>(ground)];
  return language == Language::nl ? g.nl : g.en;
}

Result<Outcome> reckon(const Term& term) {
  if (term.start < make_date(1970, 1, 1) || term.start > make_date(2150, 12, 31))
    return fail(ErrorKind::invalid, "start-out-of-range", "field start: years 1970 to 2150");
  if (term.length.count < 1) return fail(ErrorKind::invalid, "length-invalid", "field length: at least 1");
  const bool working = term.counting == Counting::working_days;
  if (working && term.length.unit != Unit::day)
    return fail(ErrorKind::invalid, "working-unit", "field length: working days are written PnD");
  if (term.direction == Direction::backward) return backward(term);
  if (const auto done = check_extensions(term); !done) return fail(Error(done.error()));
  const auto ordered = in_order(term.suspensions);
  if (!ordered) return fail(Error(ordered.error()));
  Reckoning reckoning(term, ordered->view());
  return working ? reckoning.working_days() : reckoning.calendar_days();
}

}  // namespace sas::calendar
