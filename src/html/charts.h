#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/text.h"
#include "html/html.h"

/// Charts as SVG, made here: no scripts, they print, and they can be mailed. Each has role=img with a title and a
/// description; put the numbers in a table beside it as well.
namespace sas::html {

struct ShareBar {
  std::string label;
  double share = 0;                ///< 0..1
  std::optional<double> low = {};  ///< confidence interval, 0..1
  std::optional<double> high = {};
  std::optional<double> target = {};  ///< a mark, 0..1
};
struct ShareChart {
  std::string id;           ///< unique on the page: the title and description hang on it
  std::string title;        ///< says the conclusion: "96 van de 100 antwoorden waren op tijd"
  std::string description;  ///< unit, source, period
  std::vector<ShareBar> bars;
};
/// Horizontal bars from 0 to 100%, with whiskers for the interval.
[[nodiscard]] Html share_chart(const ShareChart& chart, Language language);

struct MonthPoint {
  std::string label;            ///< "jan"
  std::optional<double> value;  ///< none: no figure, a gap in the line
};
struct MonthChart {
  std::string id;
  std::string title;
  std::string description;
  std::vector<MonthPoint> points;
  std::optional<double> target = {};
  std::string target_label = {};
  int decimals = 0;
  std::string unit = {};  ///< put behind the value: "%" or " dagen"
};
/// A line by month with direct labels at the first, last, lowest and highest point.
[[nodiscard]] Html month_chart(const MonthChart& chart, Language language);
/// The same small, for in a table cell, without labels.
[[nodiscard]] Html sparkline(const MonthChart& chart);

}  // namespace sas::html
