#include "calendar/opening_hours.h"

#include <algorithm>

#include "base/text.h"
#include "calendar/words.h"

namespace sas::calendar {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

std::optional<int> minute_of(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const auto hour = parse_int(text.substr(0, 2)), minute = parse_int(text.substr(3, 2));
  if (!hour || !minute || *hour < 0 || *minute < 0 || *minute > 59 || *hour * 60 + *minute > 1440) return std::nullopt;
  return static_cast<int>(*hour * 60 + *minute);
}

std::span<const OpenPart> parts_of(const OpeningHours& opening, Date day) {
  const auto& closed = opening.closing_days;
  if (statutory_holiday(day) || std::find(closed.begin(), closed.end(), day) != closed.end()) return {};
  return opening.week[std::chrono::weekday{day}.iso_encoding() - 1];
}

// Midnight at the end of a day is the start of the next one, also when the clock changes.
Instant moment_of(Date day, int minute) {
  return minute == 1440 ? start_of_day(day + days{1}) : local_time(day, minute);
}

void note(HoursOutcome& out, HoursRule rule, Instant from, Instant to) {
  if (out.step_count == HoursOutcome::max_steps) --out.step_count;
  out.steps[out.step_count++] = {rule, from, to};
}

Result<HoursOutcome> in_opening_hours(const HoursTerm& term) {
  constexpr int longest_closure = 366;
  HoursOutcome out;
  auto left = std::chrono::milliseconds{hours{term.hours}};
  int closed_days = 0;
  for (Date day = local_date(term.start); closed_days <= longest_closure; day += days{1}) {
    ++closed_days;
    for (const OpenPart& part : parts_of(*term.opening, day)) {
      const Instant from = std::max(term.start, moment_of(day, part.from)), until = moment_of(day, part.until);
      if (until <= from) continue;
      closed_days = 0;
      const auto run = std::min(left, until - from);
      note(out, HoursRule::opening, from, from + run);
      left -= run;
      if (left.count() > 0) continue;
      out.end = from + run;
      return out;
    }
  }
  return fail(ErrorKind::invalid, "opening-none", "field opening: not open for a year");
}

void moment_words(std::string& out, Instant moment, Language language) {
  day_and_date(out, local_date(moment), language);
  out += ' ';
  clock_time(out, moment, language);
}

}  // namespace

int HoursStep::minutes() const {
  return static_cast<int>(std::chrono::duration_cast<std::chrono::minutes>(to - from).count());
}

std::optional<OpenPart> parse_open_part(std::string_view text) {
  if (text.size() != 11 || text[5] != '-') return std::nullopt;
  const auto from = minute_of(text.substr(0, 5)), until = minute_of(text.substr(6));
  if (!from || !until) return std::nullopt;
  return OpenPart{*from, *until};
}

Result<Done> check(const OpeningHours& opening) {
  bool ever = false;
  for (std::size_t day = 0; day < opening.week.size(); ++day) {
    int after = 0;
    for (const OpenPart& part : opening.week[day]) {
      if (part.from < after || part.until <= part.from || part.until > 1440)
        return fail(
            ErrorKind::invalid, "opening-invalid",
            "field opening." + std::string(weekday_keys[day]) + ": write parts of a day in order, such as 09:00-17:00");
      after = part.until;
      ever = true;
    }
  }
  if (!ever) return fail(ErrorKind::invalid, "opening-none", "field opening: open at least once a week");
  return Done{};
}

bool is_open(const OpeningHours& opening, Instant moment) {
  const auto parts = parts_of(opening, local_date(moment));
  const int minute = local_minute_of_day(moment);
  return std::any_of(parts.begin(), parts.end(),
                     [&](const OpenPart& part) { return part.from <= minute && minute < part.until; });
}

Result<HoursOutcome> reckon(const HoursTerm& term) {
  const Date day = local_date(term.start);
  if (day < make_date(1970, 1, 1) || day > make_date(2150, 12, 31))
    return fail(ErrorKind::invalid, "start-out-of-range", "field start: years 1970 to 2150");
  if (term.hours < 1 || term.hours > 99999)
    return fail(ErrorKind::invalid, "length-invalid", "field length: 1 to 99999 hours");
  if (term.opening != nullptr) return in_opening_hours(term);
  HoursOutcome out;
  out.end = term.start + hours{term.hours};
  note(out, HoursRule::hours, term.start, out.end);
  return out;
}

std::string explain(const HoursTerm& term, const HoursOutcome& outcome, Language language) {
  const bool dutch = language == Language::nl;
  std::string out;
  if (term.opening == nullptr) {
    describe_to(out, {term.hours, Unit::hour}, Counting::calendar_days, language);
  } else {
    number(out, term.hours);
    out += dutch ? (term.hours == 1 ? " openingsuur" : " openingsuren")
                 : (term.hours == 1 ? " opening hour" : " opening hours");
  }
  out += dutch ? " vanaf " : " from ";
  moment_words(out, term.start, language);
  if (outcome.step_count > 0 && outcome.steps[0].from > term.start) {
    out += dutch ? ", loopt vanaf de opening op " : ", runs from the opening on ";
    moment_words(out, outcome.steps[0].from, language);
  }
  out += dutch ? ", eindigt op " : ", ends on ";
  moment_words(out, outcome.end, language);
  return out;
}

}  // namespace sas::calendar
