#include "promises/wait_chart.h"

#include <fmt/format.h>

#include <algorithm>

namespace sas::promises {
namespace {

using html::el;
using html::Html;

constexpr double wide = 420;
constexpr double bars_high = 180;
constexpr double legend_row = 24;

// From who waits for whom: residents blue, we orange and red, others green and grey. The palette of Okabe and Ito, told apart by
// people who are colour-blind.
constexpr std::array<std::string_view, cause_count> colours{"#56b4e9", "#d55e00", "#0072b2", "#009e73", "#999999", "#f0e442", "#000000"};

std::string place(double value) { return fmt::format("{:.1f}", value); }

Html rectangle(double x, double y, double width, double height, std::size_t cause) {
  return el("rect", {{"x", place(x)},
                     {"y", place(y)},
                     {"width", place(width)},
                     {"height", place(height)},
                     {"fill", std::string(colours[cause])},
                     {"stroke", "#ffffff"},
                     {"stroke-width", "1"}});
}

Html words(double x, double y, std::string_view anchor, const std::string& text) {
  return el("text", {{"class", "sas-chart__label"}, {"x", place(x)}, {"y", place(y)}, {"text-anchor", std::string(anchor)}}, {Html(text)});
}

Html bar(const WaitBar& one, double x, double width, double scale) {
  Html out;
  double top = bars_high;
  for (std::size_t cause = 0; one.days && cause < cause_count; ++cause) {
    const double height = (*one.days)[cause] * scale;
    if (height < 0.05) continue;
    top -= height;
    out += rectangle(x, top, width, height, cause);
  }
  return out;
}

Html legend(const html::Say& say) {
  Html out;
  for (std::size_t cause = 0; cause < cause_count; ++cause) {
    const double x = cause % 2 == 0 ? 0 : wide / 2;
    const double y = bars_high + 40 + static_cast<double>(cause / 2) * legend_row;
    out += rectangle(x, y, 16, 16, cause) + words(x + 22, y + 13, "start", say("promises.cause." + std::string(to_text(all_causes[cause]))));
  }
  return out;
}

}  // namespace

Html wait_chart(const html::Say& say, const WaitChart& chart) {
  double most = 0.1;
  for (const WaitBar& one : chart.bars)
    if (one.days) {
      double sum = 0;
      for (const double days : *one.days) sum += days;
      most = std::max(most, sum);
    }
  const double step = wide / static_cast<double>(std::max<std::size_t>(1, chart.bars.size()));
  Html content;
  for (std::size_t i = 0; i < chart.bars.size(); ++i) content += bar(chart.bars[i], static_cast<double>(i) * step + 2, step - 4, bars_high / most);
  if (!chart.bars.empty())
    content += words(0, bars_high + 20, "start", chart.bars.front().label) + words(wide, bars_high + 20, "end", chart.bars.back().label);
  content += legend(say);
  return el("svg",
            {{"class", "sas-chart"},
             {"viewBox", "0 0 420 " + place(bars_high + 40 + 4 * legend_row)},
             {"role", "img"},
             {"aria-labelledby", chart.id + "-title " + chart.id + "-desc"}},
            {el("title", {{"id", chart.id + "-title"}}, {Html(chart.title)}), el("desc", {{"id", chart.id + "-desc"}}, {Html(chart.description)}),
             content});
}

}  // namespace sas::promises
