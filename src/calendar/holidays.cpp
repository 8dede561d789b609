#include "calendar/holidays.h"

#include <algorithm>
#include <array>

namespace sas::calendar {
namespace {

using std::chrono::days;
using std::chrono::weekday;
using std::chrono::year_month_day;

struct Names {
  std::string_view nl, en;
};

constexpr std::array<Names, 10> names{
    {{"Nieuwjaarsdag", "New Year's Day"},
     {"Goede Vrijdag", "Good Friday"},
     {"Tweede Paasdag", "Easter Monday"},
     {"Koningsdag", "King's Day"},
     {"Bevrijdingsdag", "Liberation Day"},
     {"Hemelvaartsdag", "Ascension Day"},
     {"Tweede Pinksterdag", "Whit Monday"},
     {"Eerste Kerstdag", "Christmas Day"},
     {"Tweede Kerstdag", "Boxing Day"},
     {"een dag die bij besluit gelijk is gesteld met een feestdag", "a day made equal to a holiday by decree"}}};

bool is_sunday(int year, unsigned month, unsigned day) {
  return weekday{make_date(year, month, day)} == std::chrono::Sunday;
}

// The day the King's (or Queen's) birthday is celebrated. 27 April from 2014, the 26th when that is a Sunday. Before
// that 30 April, moved from a Sunday to the day before since 1980 and to the day after until then.
Date kings_day(int year) {
  if (year >= 2014) return make_date(year, 4, is_sunday(year, 4, 27) ? 26 : 27);
  if (!is_sunday(year, 4, 30)) return make_date(year, 4, 30);
  return year >= 1980 ? make_date(year, 4, 29) : make_date(year, 5, 1);
}

std::optional<Holiday> fixed_holiday(unsigned month, unsigned day) {
  if (month == 1 && day == 1) return Holiday::new_year;
  if (month == 5 && day == 5) return Holiday::liberation_day;
  if (month == 12 && day == 25) return Holiday::christmas;
  if (month == 12 && day == 26) return Holiday::boxing_day;
  return std::nullopt;
}

}  // namespace

// The computus of Meeus, Jones and Butcher.
Date easter_sunday(int year) {
  const int a = year % 19, b = year / 100, c = year % 100;
  const int d = b / 4, e = b % 4, f = (b + 8) / 25, g = (b - f + 1) / 3;
  const int h = (19 * a + b - d - g + 15) % 30, i = c / 4, k = c % 4;
  const int l = (32 + 2 * e + 2 * i - h - k) % 7, m = (a + 11 * h + 22 * l) / 451;
  const int n = h + l - 7 * m + 114;
  return make_date(year, static_cast<unsigned>(n / 31), static_cast<unsigned>(n % 31 + 1));
}

std::optional<Holiday> statutory_holiday(Date date) {
  const year_month_day ymd{date};
  const auto month = static_cast<unsigned>(ymd.month()), day = static_cast<unsigned>(ymd.day());
  if (const auto fixed = fixed_holiday(month, day)) return fixed;
  if (month < 3 || month > 6) return std::nullopt;  // the movable ones fall between 20 March and 14 June
  const int year = static_cast<int>(ymd.year());
  switch ((date - easter_sunday(year)).count()) {
    case -2:
      return Holiday::good_friday;
    case 1:
      return Holiday::easter_monday;
    case 39:
      return Holiday::ascension;
    case 50:
      return Holiday::whit_monday;
    default:
      break;
  }
  if ((month == 4 || month == 5) && date == kings_day(year)) return Holiday::kings_day;
  return std::nullopt;
}

bool is_weekend(Date date) {
  const weekday w{date};
  return w == std::chrono::Saturday || w == std::chrono::Sunday;
}

bool is_ordinary_day(Date date, const Rules& rules, std::span<const Date> extra_decree_days) {
  return !is_weekend(date) && !statutory_holiday(date) && !rules.is_decree_day(date) &&
         std::find(extra_decree_days.begin(), extra_decree_days.end(), date) == extra_decree_days.end();
}

bool is_bridge_day(Date date) {
  const weekday w{date};
  if (w == std::chrono::Monday) return statutory_holiday(date + days{1}).has_value();
  return w == std::chrono::Friday && statutory_holiday(date - days{1}).has_value();
}

bool is_working_day(Date date, std::span<const Date> closing_days) {
  return !is_weekend(date) && !statutory_holiday(date) &&
         std::find(closing_days.begin(), closing_days.end(), date) == closing_days.end();
}

int working_days_between(Date from, Date until, std::span<const Date> closing_days) {
  int count = 0;
  for (Date day = from + days{1}; day <= until; day += days{1})
    if (is_working_day(day, closing_days)) ++count;
  return count;
}

Date add_working_days(Date from, int count, std::span<const Date> closing_days) {
  Date day = from;
  while (count > 0) {
    day += days{1};
    if (is_working_day(day, closing_days)) --count;
  }
  return day;
}

std::string_view name_of(Holiday holiday, Language language) {
  const Names& n = names[static_cast<std::size_t>(holiday)];
  return language == Language::nl ? n.nl : n.en;
}

}  // namespace sas::calendar
