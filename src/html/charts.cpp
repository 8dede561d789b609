#include "html/charts.h"

#include <algorithm>
#include <cmath>

#include "html/dates.h"
#include "html/svg_parts.h"

namespace sas::html {
namespace {

using namespace svg;

constexpr double bar_left = 0;
constexpr double bar_full = 350;
constexpr double row_height = 52;
constexpr double wide = 420;  ///< narrow, so that its words stay readable on a phone

double clamped(double share) {
  return std::isfinite(share) ? std::clamp(share, 0.0, 1.0) : 0.0;
}
double bar_x(double share) {
  return bar_left + clamped(share) * bar_full;
}

/// A line with a light edge, so that it stands out from the bar under it (WCAG 1.4.11).
Html edged_path(std::string_view name, const std::string& d) {
  return path("edge", d) + path(name, d);
}

Html whiskers(const ShareBar& bar, double middle) {
  if (!bar.low || !bar.high) return {};
  const std::string top = place(middle - 6);
  const std::string bottom = place(middle + 6);
  const std::string low = place(bar_x(*bar.low));
  const std::string high = place(bar_x(*bar.high));
  return edged_path("interval", "M" + low + " " + top + "V" + bottom + "M" + low + " " + place(middle) + "H" + high +
                                    "M" + high + " " + top + "V" + bottom);
}

Html target_mark(const ShareBar& bar, double top) {
  if (!bar.target) return {};
  const std::string x = place(bar_x(*bar.target));
  return edged_path("target", "M" + x + " " + place(top - 3) + "V" + place(top + 23));
}

Html share_row(const ShareBar& bar, double top, Language language) {
  const double bar_top = top + 22;
  return words("label", bar_left, top + 14, "start", bar.label) + rectangle("ground", bar_left, bar_top, bar_full, 20) +
         rectangle("bar", bar_left, bar_top, clamped(bar.share) * bar_full, 20) + whiskers(bar, bar_top + 10) +
         target_mark(bar, bar_top) + words("value", wide, bar_top + 16, "end", percent(clamped(bar.share), language));
}

std::string share_words(const ShareBar& bar, Language language) {
  std::string text = bar.label + ": " + percent(clamped(bar.share), language);
  if (bar.low && bar.high) {
    text += language == Language::nl ? " (tussen " : " (between ";
    text += percent(clamped(*bar.low), language) + (language == Language::nl ? " en " : " and ") +
            percent(clamped(*bar.high), language) + ")";
  }
  return text + ". ";
}

/// Maps months and values to places in a drawing.
class Scale {
 public:
  Scale(const MonthChart& chart, double width, double height, double margin, double foot)
      : count_(chart.points.size()), width_(width), height_(height), margin_(margin), foot_(foot) {
    bool any = false;
    const auto take = [&](double value) {
      low_ = any ? std::min(low_, value) : value;
      high_ = any ? std::max(high_, value) : value;
      any = true;
    };
    for (const MonthPoint& point : chart.points) {
      if (point.value && std::isfinite(*point.value)) take(*point.value);
    }
    if (chart.target) take(*chart.target);
    if (high_ - low_ < 1e-9) high_ = low_ + 1;
  }
  [[nodiscard]] double x(std::size_t index) const {
    if (count_ <= 1) return width_ / 2;
    return margin_ + (width_ - 2 * margin_) * static_cast<double>(index) / static_cast<double>(count_ - 1);
  }
  [[nodiscard]] double y(double value) const {
    return height_ - foot_ - (height_ - margin_ - foot_) * (value - low_) / (high_ - low_);
  }

 private:
  std::size_t count_;
  double width_;
  double height_;
  double margin_;
  double foot_;  ///< room under the lowest point
  double low_ = 0;
  double high_ = 1;
};

bool has_value(const MonthPoint& point) {
  return point.value && std::isfinite(*point.value);
}

/// The line with a gap where a month has no figure.
std::string line_path(const MonthChart& chart, const Scale& scale) {
  std::string d;
  bool drawing_line = false;
  for (std::size_t i = 0; i < chart.points.size(); ++i) {
    if (!has_value(chart.points[i])) {
      drawing_line = false;
      continue;
    }
    const std::string spot = place(scale.x(i)) + " " + place(scale.y(*chart.points[i].value));
    // A line to its own start shows as a dot, so that a month between two gaps is not lost.
    d += drawing_line ? "L" + spot : "M" + spot + "L" + spot;
    drawing_line = true;
  }
  return d;
}

/// First, last, lowest and highest: enough to read the line without a grid.
std::vector<std::size_t> labelled(const MonthChart& chart) {
  std::vector<std::size_t> known;
  for (std::size_t i = 0; i < chart.points.size(); ++i) {
    if (has_value(chart.points[i])) known.push_back(i);
  }
  if (known.empty()) return {};
  const auto value = [&chart](std::size_t i) { return *chart.points[i].value; };
  std::vector<std::size_t> chosen{known.front(), known.back(), *std::ranges::min_element(known, {}, value),
                                  *std::ranges::max_element(known, {}, value)};
  std::ranges::sort(chosen);
  const auto rest = std::ranges::unique(chosen);
  chosen.erase(rest.begin(), rest.end());
  return chosen;
}

std::string_view anchor_of(std::size_t index, std::size_t count) {
  if (index == 0) return "start";
  return index + 1 == count ? "end" : "middle";
}

std::string month_words(const MonthChart& chart, Language language) {
  std::string text;
  for (const MonthPoint& point : chart.points) {
    text += point.label + ": ";
    text += has_value(point) ? decimal(*point.value, chart.decimals, language) + chart.unit
                             : (language == Language::nl ? "geen cijfer" : "no figure");
    text += ". ";
  }
  return text;
}

Html dots(const MonthChart& chart, const Scale& scale, Language language) {
  Html out;
  for (const std::size_t i : labelled(chart)) {
    const double value = *chart.points[i].value;
    out += el("circle",
              {{"class", "sas-chart__dot"}, {"cx", place(scale.x(i))}, {"cy", place(scale.y(value))}, {"r", "5"}});
    // Under the point where the line comes from above, over it otherwise.
    const bool from_above = i > 0 && has_value(chart.points[i - 1]) && *chart.points[i - 1].value > value;
    out += words("value", scale.x(i), scale.y(value) + (from_above ? 26 : -12), anchor_of(i, chart.points.size()),
                 decimal(value, chart.decimals, language) + chart.unit);
  }
  return out;
}

Html month_labels(const MonthChart& chart, const Scale& scale, double y) {
  Html out;
  // On a phone twelve names do not fit: the first, the last and every third are shown.
  const std::size_t count = chart.points.size();
  for (std::size_t i = 0; i < count; ++i) {
    const bool near_end = count - 1 - i < 2;
    if (count > 6 && i % 3 != 0 && i + 1 != count) continue;
    if (count > 6 && near_end && i + 1 != count) continue;
    out += words("label", scale.x(i), y, anchor_of(i, count), chart.points[i].label);
  }
  return out;
}

Html target_line(const MonthChart& chart, const Scale& scale) {
  if (!chart.target) return {};
  const double y = scale.y(*chart.target);
  return path("target", "M40 " + place(y) + "H" + place(wide - 40)) +
         words("label", wide - 40, y + 20, "end", chart.target_label);
}

}  // namespace

Html share_chart(const ShareChart& chart, Language language) {
  Html rows;
  std::string spoken = chart.description.empty() ? "" : chart.description + " ";
  double top = 0;
  for (const ShareBar& bar : chart.bars) {
    rows += share_row(bar, top, language);
    spoken += share_words(bar, language);
    top += row_height;
  }
  return drawing(chart.id, chart.title, spoken, wide, std::max(top, 1.0), rows);
}

Html month_chart(const MonthChart& chart, Language language) {
  constexpr double height = 220;
  const Scale scale(chart, wide, height, 40, 64);
  const Html content = path("axis", "M40 " + place(height - 22) + "H" + place(wide - 40)) +
                       path("line", line_path(chart, scale)) + target_line(chart, scale) +
                       dots(chart, scale, language) + month_labels(chart, scale, height);
  const std::string spoken = (chart.description.empty() ? "" : chart.description + " ") + month_words(chart, language);
  return drawing(chart.id, chart.title, spoken, wide, height + 8, content);
}

Html sparkline(const MonthChart& chart) {
  const Scale scale(chart, 120, 28, 3, 3);
  return el("svg",
            {{"class", "sas-spark"},
             {"viewBox", "0 0 120 28"},
             {"width", "120"},
             {"height", "28"},
             {"role", "img"},
             {"aria-labelledby", chart.id + "-title"}},
            {el("title", {{"id", chart.id + "-title"}}, {Html(chart.title)}), path("line", line_path(chart, scale))});
}

}  // namespace sas::html
