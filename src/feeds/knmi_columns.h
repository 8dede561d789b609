#pragma once
#include <optional>
#include <span>
#include <string_view>

#include "feeds/units.h"

namespace sas::feeds {

/// What a column of the KNMI day and hour files means (the legend in the files themselves).
struct KnmiColumn {
  std::string_view code;      ///< "TG"
  std::string_view property;  ///< "mean air temperature"
  Unit unit;
  double scale = 1;         ///< what the whole number in the file is multiplied by: 0.1 for tenths
  double min = 0, max = 0;  ///< in the unit; outside it a value is flagged, not refused
  enum class MinusOne {
    value,      ///< -1 is a number as any other
    below_005,  ///< -1 says: more than 0 and less than 0.05 of the unit
  } minus_one = MinusOne::value;
};

/// The column of that code in a file of days; null when it is not known.
[[nodiscard]] const KnmiColumn* knmi_day_column(std::string_view code);
/// The same for a file of hours.
[[nodiscard]] const KnmiColumn* knmi_hour_column(std::string_view code);

}  // namespace sas::feeds
