#include "desk/days_left.h"

#include "calendar/holidays.h"
#include "html/dates.h"

namespace sas::desk {

DaysLeft days_left(const cases::Case& c, Date today, std::span<const Date> closing_days) {
  DaysLeft left;
  if (c.suspended_since) {
    left.state = c.waits_for_applicant() ? DaysLeft::State::waiting : DaysLeft::State::paused;
    left.since = *c.suspended_since;
    return left;
  }
  const int days = static_cast<int>((c.promised_day - today).count());
  left.state = days == 0 ? DaysLeft::State::today : days < 0 ? DaysLeft::State::late : DaysLeft::State::ahead;
  left.days = days < 0 ? -days : days;
  if (days > 0) left.working_days = calendar::working_days_between(today, c.promised_day, closing_days);
  return left;
}

std::string in_words(const html::Say& say, const DaysLeft& left) {
  switch (left.state) {
    case DaysLeft::State::waiting:
      return say("desk.left.waiting", {{"date", html::short_date(left.since, say.language)}});
    case DaysLeft::State::paused:
      return say("desk.left.paused", {{"date", html::short_date(left.since, say.language)}});
    case DaysLeft::State::today:
      return say("desk.left.today");
    case DaysLeft::State::late:
      return say("desk.left.late", {{"length", html::duration(left.days, html::Unit::day, say.language)}});
    case DaysLeft::State::ahead:
      break;
  }
  // From a Saturday to the Sunday after it no working day is left, and yet it is not too late.
  const bool none = left.working_days == 0;
  return say("desk.left.ahead",
             {{"length", html::duration(none ? left.days : left.working_days,
                                        none ? html::Unit::day : html::Unit::working_day, say.language)}});
}

html::Tone tone_of(const DaysLeft& left) {
  switch (left.state) {
    case DaysLeft::State::waiting:
    case DaysLeft::State::paused:
      return html::Tone::info;
    case DaysLeft::State::today:
      return html::Tone::warning;
    case DaysLeft::State::late:
      return html::Tone::error;
    case DaysLeft::State::ahead:
      break;
  }
  return left.working_days <= 3 ? html::Tone::warning : html::Tone::neutral;
}

std::string legal_in_words(const html::Say& say, const cases::Case& c, Date today) {
  const std::string date = html::short_date(c.legal_day, say.language);
  const int days = static_cast<int>((c.legal_day - today).count());
  if (c.suspended_since || days > 14) return say("desk.list.legal", {{"date", date}});
  if (days == 0) return say("desk.list.legal-today", {{"date", date}});
  const std::string length = html::duration(days < 0 ? -days : days, html::Unit::day, say.language);
  return say(days < 0 ? "desk.list.legal-passed" : "desk.list.legal-soon", {{"date", date}, {"length", length}});
}

bool legal_day_matters(const cases::Case& c, Date today) {
  return c.legal_day < c.promised_day || c.legal_day <= today + std::chrono::days{14};
}

}  // namespace sas::desk
