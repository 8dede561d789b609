#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/text.h"
#include "base/time.h"
#include "html/html.h"

/// A line or bars over time, as SVG. Like charts.h: role=img, title and description; put the numbers in a table as
/// well.
namespace sas::html {

struct TimePoint {
  Instant at;                   ///< of a bar: where it begins
  std::optional<double> value;  ///< none: a gap
};

struct TimeChart {
  std::string id;           ///< unique on the page
  std::string title;        ///< says the conclusion
  std::string description;  ///< unit, source, period
  enum class Shape { line, bars } shape = Shape::line;
  std::vector<TimePoint> points;
  std::vector<TimePoint> usual = {};  ///< a second, thin line to compare with
  Instant from{};
  Instant until{};
  std::string unit = {};  ///< " °C": put behind a value
  int decimals = 0;
  enum class Base { data, zero } base = Base::data;  ///< zero: the lowest mark is 0, for counts and amounts
};
/// Marks of time are local (Europe/Amsterdam): hours up to two days, days up to two months, months beyond.
[[nodiscard]] Html time_chart(const TimeChart& chart, Language language);

}  // namespace sas::html
