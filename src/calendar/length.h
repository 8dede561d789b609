#pragma once
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace sas::calendar {

enum class Unit { day, week, month, year, hour };

/// A length as it is enacted. Unit and count are kept: 90 days is inside the ATW, 13 weeks is not.
struct Length {
  int count = 0;
  Unit unit = Unit::day;
  friend bool operator==(const Length&, const Length&) = default;
};

/// "P8W", "P5D", "P3M", "P1Y", "PT48H": one unit, 1 to 99999; error `length-invalid`.
[[nodiscard]] Result<Length> parse_length(std::string_view iso8601);
/// "P8W"
[[nodiscard]] std::string to_iso8601(const Length& length);

/// `from` plus a length on the calendar: months and years keep the day number or take the last day of the month; hours
/// count as the days they fill, rounded up, because only days are known here.
[[nodiscard]] Date add(Date from, const Length& length);

}  // namespace sas::calendar
