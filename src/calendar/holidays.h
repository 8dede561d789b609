#pragma once
#include <optional>
#include <span>
#include <string_view>

#include "base/text.h"
#include "base/time.h"
#include "calendar/rules.h"

/// The legal clock. Pure: no files, no network, no clock of its own, and no allocation where dates are computed.
namespace sas::calendar {

/// The days that article 3 of the Algemene termijnenwet (ATW) names, and the days that make a difference beside them.
enum class Holiday {
  new_year,
  good_friday,  ///< made equal to a holiday by article 3 paragraph 2
  easter_monday,
  kings_day,       ///< until 2013 Queen's Day
  liberation_day,  ///< 5 May, every year
  ascension,
  whit_monday,
  christmas,
  boxing_day,
  decree,  ///< made equal by royal decree, article 3 paragraph 3
};

/// Easter Sunday in the Gregorian calendar; any year from 1583.
[[nodiscard]] Date easter_sunday(int year);

/// The holiday of article 3 paragraph 1 or 2 that falls on this day. Easter Sunday and Whit Sunday are Sundays and need
/// no name.
[[nodiscard]] std::optional<Holiday> statutory_holiday(Date date);

[[nodiscard]] bool is_weekend(Date date);

/// A day that is no Saturday, Sunday or recognised holiday (ATW article 1) under this version of the rules.
/// `extra_decree_days` in any order.
[[nodiscard]] bool is_ordinary_day(Date date, const Rules& rules, std::span<const Date> extra_decree_days);

/// A Monday before or a Friday after a holiday of article 3: the days that decrees make equal to a holiday.
[[nodiscard]] bool is_bridge_day(Date date);

/// A day on which the municipality works: Monday to Friday, no holiday of article 3 paragraph 1 or 2, no closing day of
/// its own. Days made equal by decree ARE working days.
[[nodiscard]] bool is_working_day(Date date, std::span<const Date> closing_days);

/// How many working days come after `from`, up to and including `until`; 0 when `until` is not later.
[[nodiscard]] int working_days_between(Date from, Date until, std::span<const Date> closing_days);
/// The day on which the `count`-th working day after `from` falls; `from` itself for a count of 0 or less.
[[nodiscard]] Date add_working_days(Date from, int count, std::span<const Date> closing_days);

/// "Tweede Pinksterdag", "Whit Monday".
[[nodiscard]] std::string_view name_of(Holiday holiday, Language language);

}  // namespace sas::calendar
