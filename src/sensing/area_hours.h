#pragma once
#include <optional>
#include <string>
#include <vector>

#include "lake/lake.h"
#include "sensing/area.h"
#include "sensing/cards.h"

namespace sas::sensing {

/// What was measured of one property in one area during one hour or one day.
struct AreaFigure {
  std::string area;      ///< its code
  std::string property;  ///< what was measured, and in which unit: values of different units are never put together
  std::string unit;
  lake::Moment from{};      ///< begin of the hour or of the Dutch day
  std::int64_t count = 0;   ///< values reckoned with: flagged ones are left out
  std::int64_t series = 0;  ///< that they came from; of a day the most in one of its hours
  double mean = 0, min = 0, max = 0;
};

/// Puts `more` of the same area and property into `sum`: each value counts as much as another.
void add_to(AreaFigure& sum, const AreaFigure& more);

/// The hours of `scope` in which a series of these was measured, newest first, at most `most`. Where a series has no
/// point, or lies in no area, it counts nowhere. Errors of Lake::query().
[[nodiscard]] Result<std::vector<AreaFigure>> area_hours(lake::Lake& lake, const AreaIndex& areas,
                                                         const std::vector<SeriesCard>& cards,
                                                         const lake::TimeScope& scope, std::size_t most);
/// Hours put together by the Dutch day they begin in (23 to 25 of them), newest first. Each value counts as much as
/// another.
[[nodiscard]] std::vector<AreaFigure> area_days(const std::vector<AreaFigure>& hours);

}  // namespace sas::sensing
