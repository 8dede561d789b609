#include "base/time.h"

#include <date/tz.h>
#include <fmt/format.h>

#include <charconv>
#include <optional>

namespace sas {
namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;
using std::chrono::minutes;

const date::time_zone& amsterdam() {
  static const date::time_zone* const zone = date::locate_zone("Europe/Amsterdam");
  return *zone;
}

// Zone files name the changes of the clock until 2037; after that the rule of Directive 2000/84/EC is applied here:
// summer time from the last Sunday of March to the last Sunday of October, 01:00 UTC.
const Instant after_zone_file{std::chrono::sys_days{std::chrono::year{2037} / 1 / 1}};

Instant change_in(std::chrono::year year, std::chrono::month month) {
  return std::chrono::sys_days{year / month / std::chrono::Sunday[std::chrono::last]} + std::chrono::hours{1};
}

milliseconds offset_by_rule(Instant moment) {
  const auto year = std::chrono::year_month_day{std::chrono::floor<std::chrono::days>(moment)}.year();
  const bool summer = change_in(year, std::chrono::March) <= moment && moment < change_in(year, std::chrono::October);
  return std::chrono::hours{summer ? 2 : 1};
}

// The first moment with this clock time; in the gap of spring the moment the gap ends.
Instant local_by_rule(milliseconds local) {
  for (const auto offset : {std::chrono::hours{2}, std::chrono::hours{1}})
    if (const Instant moment{local - offset}; offset_by_rule(moment) == offset) return moment;
  const Instant inside{local - std::chrono::hours{1}};
  return change_in(std::chrono::year_month_day{std::chrono::floor<std::chrono::days>(inside)}.year(),
                   std::chrono::March);
}

milliseconds offset_at(Instant moment) {
  if (moment >= after_zone_file) return offset_by_rule(moment);
  const date::sys_time<milliseconds> at{moment.time_since_epoch()};
  return duration_cast<milliseconds>(amsterdam().get_info(at).offset);
}

std::optional<int> digits(std::string_view text, std::size_t from, std::size_t count) {
  if (from + count > text.size()) return std::nullopt;
  int value = 0;
  for (const char c : text.substr(from, count)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

}  // namespace

Instant SystemClock::now() const {
  return std::chrono::time_point_cast<milliseconds>(std::chrono::system_clock::now());
}

Date local_date(Instant moment) {
  const milliseconds local = moment.time_since_epoch() + offset_at(moment);
  return Date{std::chrono::floor<std::chrono::days>(local)};
}

int local_minute_of_day(Instant moment) {
  const milliseconds local = moment.time_since_epoch() + offset_at(moment);
  return static_cast<int>(duration_cast<minutes>(local - std::chrono::floor<std::chrono::days>(local)).count());
}

Instant local_time(Date date, int minute_of_day) {
  const date::local_time<milliseconds> local{duration_cast<milliseconds>(date.time_since_epoch()) +
                                             minutes{minute_of_day}};
  if (local.time_since_epoch() >= after_zone_file.time_since_epoch() + std::chrono::hours{1})
    return local_by_rule(local.time_since_epoch());
  return Instant{amsterdam().to_sys(local, date::choose::earliest).time_since_epoch()};
}

Instant start_of_day(Date date) {
  return local_time(date, 0);
}

Result<Date> parse_iso_date(std::string_view text) {
  const auto year = digits(text, 0, 4), month = digits(text, 5, 2), day = digits(text, 8, 2);
  const bool shape = text.size() == 10 && year && month && day && text[4] == '-' && text[7] == '-';
  if (!shape || *year < 1583) return fail(ErrorKind::invalid, "date-invalid", "expected YYYY-MM-DD");
  const std::chrono::year_month_day ymd{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                                        std::chrono::day{static_cast<unsigned>(*day)}};
  if (!ymd.ok()) return fail(ErrorKind::invalid, "date-invalid", "no such day");
  return Date{ymd};
}

std::string format_iso_date(Date date) {
  const std::chrono::year_month_day ymd{date};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(ymd.year()), static_cast<unsigned>(ymd.month()),
                     static_cast<unsigned>(ymd.day()));
}

std::string format_iso_instant(Instant moment) {
  const auto day = std::chrono::floor<std::chrono::days>(moment);
  const auto rest = (moment - day).count();
  return fmt::format("{}T{:02}:{:02}:{:02}.{:03}Z", format_iso_date(Date{day.time_since_epoch()}), rest / 3'600'000,
                     rest / 60'000 % 60, rest / 1000 % 60, rest % 1000);
}

Result<Instant> parse_iso_instant(std::string_view text) {
  const auto bad = [] { return fail(ErrorKind::invalid, "instant-invalid", "expected an RFC 3339 date and time"); };
  if (text.size() < 17 || (text[10] != 'T' && text[10] != ' ')) return bad();
  const auto date = parse_iso_date(text.substr(0, 10));
  const auto hour = digits(text, 11, 2), minute = digits(text, 14, 2);
  if (!date || !hour || !minute || text[13] != ':' || *hour > 23 || *minute > 59) return bad();
  std::size_t at = 16;
  int second = 0;
  int millis = 0;
  if (at < text.size() && text[at] == ':') {
    const auto value = digits(text, 17, 2);
    if (!value || *value > 59) return bad();
    second = *value;
    at = 19;
    if (at < text.size() && text[at] == '.') {
      ++at;
      int scale = 100;
      const std::size_t first = at;
      for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, scale /= 10)
        millis += (text[at] - '0') * scale;
      if (at == first || at - first > 9) return bad();
    }
  }
  const std::string_view zone = text.substr(at);
  int offset_minutes = 0;
  if (zone != "Z" && zone != "z") {
    const auto h = digits(zone, 1, 2), m = digits(zone, 4, 2);
    if (zone.size() != 6 || (zone[0] != '+' && zone[0] != '-') || zone[3] != ':' || !h || !m || *h > 23 || *m > 59)
      return bad();
    offset_minutes = (*h * 60 + *m) * (zone[0] == '-' ? -1 : 1);
  }
  const auto days = std::chrono::sys_days{date->time_since_epoch()};
  return Instant{days} + std::chrono::hours{*hour} + minutes{*minute - offset_minutes} + std::chrono::seconds{second} +
         milliseconds{millis};
}

}  // namespace sas
