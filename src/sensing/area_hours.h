#pragma once
#include <optional>
#include <string>
#include <vector>

#include "lake/lake.h"
#include "sensing/area.h"
#include "sensing/cards.h"

namespace sas::sensing {

/// What was measured of one property in one area during one hour.
struct AreaHour {
  std::string area;      ///< its code
  std::string property;  ///< what was measured, and in which unit: values of different units are never put together
  std::string unit;
  lake::Moment hour{};     ///< its begin, UTC
  std::int64_t count = 0;  ///< values reckoned with: flagged ones are left out
  std::int64_t series = 0;
  double mean = 0, min = 0, max = 0;
};

/// The hours of `scope` in which a series of these was measured, newest first, at most `most`. Where a series has no
/// point, or lies in no area, it counts nowhere. Errors of Lake::query().
[[nodiscard]] Result<std::vector<AreaHour>> area_hours(lake::Lake& lake, const AreaIndex& areas,
                                                       const std::vector<SeriesCard>& cards,
                                                       const lake::TimeScope& scope, std::size_t most);

}  // namespace sas::sensing
