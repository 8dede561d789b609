#pragma once
#include <string>
#include <vector>

#include "html/html.h"
#include "html/texts.h"
#include "promises/waits.h"

namespace sas::promises {

/// One month: a label and the mean days for each cause; none when there were too few cases.
struct WaitBar {
  std::string label;
  std::optional<std::array<double, cause_count>> days;
};
struct WaitChart {
  std::string id;           ///< unique on the page
  std::string title;        ///< says the conclusion
  std::string description;  ///< what the picture shows, in words; the numbers stand in a table beside it
  std::vector<WaitBar> bars;
};
/// A stacked bar for each month with a legend, as SVG made here. Colours differ in lightness too; each part has an edge.
[[nodiscard]] html::Html wait_chart(const html::Say& say, const WaitChart& chart);

}  // namespace sas::promises
