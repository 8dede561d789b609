#include "html/time_chart.h"

#include <algorithm>
#include <cmath>

#include "html/dates.h"
#include "html/svg_parts.h"

namespace sas::html {
namespace {

using namespace std::chrono;
using namespace svg;

constexpr double wide = 420, high = 230;  // narrow, so that its words stay readable on a phone
constexpr double left = 46, right = 12, top = 14, foot = 30;
constexpr int marks_wanted = 3;

// 1, 2 or 5 times a power of ten: steps that people read without reckoning.
double nice_step(double range) {
  const double raw = range / marks_wanted;
  const double power = std::pow(10.0, std::floor(std::log10(raw)));
  for (const double factor : {1.0, 2.0, 5.0})
    if (raw <= factor * power) return factor * power;
  return 10 * power;
}

class Frame {
 public:
  explicit Frame(const TimeChart& chart)
      : from_(chart.from), span_(std::max<double>(1, static_cast<double>((chart.until - chart.from).count()))) {
    bool any = false;
    const auto take = [&](double value) {
      low_ = any ? std::min(low_, value) : value;
      high_ = any ? std::max(high_, value) : value;
      any = true;
    };
    for (const auto* points : {&chart.points, &chart.usual})
      for (const TimePoint& point : *points)
        if (point.value) take(*point.value);
    if (chart.base == TimeChart::Base::zero || chart.shape == TimeChart::Shape::bars) take(0);
    if (high_ - low_ < 1e-9) high_ = low_ + 1;
    step_ = nice_step(high_ - low_);
    low_ = std::floor(low_ / step_) * step_;
    high_ = std::ceil(high_ / step_) * step_;
  }
  [[nodiscard]] double x(Instant at) const {
    return left + (wide - left - right) * static_cast<double>((at - from_).count()) / span_;
  }
  [[nodiscard]] double y(double value) const {
    return high - foot - (high - top - foot) * (value - low_) / (high_ - low_);
  }
  [[nodiscard]] std::vector<double> marks() const {
    std::vector<double> out;
    for (int i = 0; low_ + i * step_ <= high_ + step_ / 2; ++i) out.push_back(low_ + i * step_);
    return out;
  }
  [[nodiscard]] int mark_decimals() const { return step_ >= 1 ? 0 : static_cast<int>(std::ceil(-std::log10(step_))); }
  [[nodiscard]] double ground() const { return y(std::max(low_, 0.0)); }

 private:
  Instant from_;
  double span_;
  double low_ = 0, high_ = 1, step_ = 1;
};

std::string line_path(const std::vector<TimePoint>& points, const Frame& frame) {
  std::string d;
  bool going_on = false;
  for (const TimePoint& point : points) {
    if (!point.value) {
      going_on = false;
      continue;
    }
    const std::string spot = place(frame.x(point.at)) + " " + place(frame.y(*point.value));
    // A line to its own start shows as a dot: a value between two gaps is not lost.
    d += going_on ? "L" + spot : "M" + spot + "L" + spot;
    going_on = true;
  }
  return d;
}

// One path for all bars: a page with a week of hours stays small.
std::string bar_path(const TimeChart& chart, const Frame& frame) {
  const double room = chart.points.size() < 2 ? 20 : frame.x(chart.points[1].at) - frame.x(chart.points[0].at);
  const double width = std::max(1.0, room * 0.8);
  std::string d;
  for (const TimePoint& point : chart.points)
    if (point.value && *point.value != 0)
      d += "M" + place(frame.x(point.at)) + " " + place(frame.ground()) + "V" + place(frame.y(*point.value)) + "h" +
           place(width) + "V" + place(frame.ground()) + "z";
  return d;
}

Html grid(const TimeChart& chart, const Frame& frame, Language language) {
  Html out;
  for (const double mark : frame.marks()) {
    out += path("grid", "M" + place(left) + " " + place(frame.y(mark)) + "H" + place(wide - right));
    out += words("label", left - 6, frame.y(mark) + 4, "end", decimal(mark, frame.mark_decimals(), language));
  }
  const int minutes = static_cast<int>(duration_cast<std::chrono::minutes>(chart.until - chart.from).count());
  const auto mark_at = [&](Instant at, const std::string& text) {
    if (at < chart.from || at > chart.until) return;
    const double x = frame.x(at);
    out += path("grid", "M" + place(x) + " " + place(high - foot) + "v5");
    // At the edges the word would fall outside the drawing.
    out += words("label", x, high - 8, x < left + 24 ? "start" : x > wide - right - 24 ? "end" : "middle", text);
  };
  const Date first = local_date(chart.from), last = local_date(chart.until);
  if (minutes <= 2 * 1440) {
    const int hours = minutes <= 1440 ? 6 : 12;
    for (Date day = first; day <= last; day += days{1})
      for (int hour = 0; hour < 24; hour += hours)
        mark_at(local_time(day, hour * 60), std::to_string(hour) + (language == Language::nl ? " uur" : ":00"));
    return out;
  }
  if (minutes <= 62 * 1440) {
    const int step = minutes <= 8 * 1440 ? 2 : minutes <= 20 * 1440 ? 7 : 14;
    for (Date day = first; day <= last; day += days{step}) {
      const std::string full = short_date(day, language);
      mark_at(start_of_day(day), full.substr(0, full.rfind(' ')));
    }
    return out;
  }
  const year_month_day begin{first};
  const int months = minutes / (30 * 1440);
  const int step = std::max(1, (months + 2) / 3);
  int index = 0;
  for (year_month month = begin.year() / begin.month(); Date{month / 1} <= last; month += std::chrono::months{1})
    if (index++ % step == 0) mark_at(start_of_day(Date{month / 1}), month_name(Date{month / 1}, language));
  return out;
}

// What a screen reader says: the conclusion is in the title, the numbers are in the table; here the extremes.
std::string spoken(const TimeChart& chart, Language language) {
  std::string text = chart.description.empty() ? "" : chart.description + " ";
  const TimePoint *lowest = nullptr, *highest = nullptr, *last = nullptr;
  for (const TimePoint& point : chart.points) {
    if (!point.value) continue;
    last = &point;
    if (!lowest || *point.value < *lowest->value) lowest = &point;
    if (!highest || *point.value > *highest->value) highest = &point;
  }
  const bool dutch = language == Language::nl;
  if (!last) return text + (dutch ? "Er zijn geen metingen." : "There are no measurements.");
  const auto say = [&](const char* nl, const char* en, const TimePoint& point) {
    text += std::string(dutch ? nl : en) + decimal(*point.value, chart.decimals, language) + chart.unit + " (" +
            short_moment(point.at, language) + "). ";
  };
  say("Laagst: ", "Lowest: ", *lowest);
  say("Hoogst: ", "Highest: ", *highest);
  say("Laatst: ", "Latest: ", *last);
  return text;
}

Html last_value(const TimeChart& chart, const Frame& frame, Language language) {
  if (chart.shape == TimeChart::Shape::bars) return {};
  const auto last =
      std::find_if(chart.points.rbegin(), chart.points.rend(), [](const TimePoint& p) { return p.value.has_value(); });
  if (last == chart.points.rend()) return {};
  const double x = frame.x(last->at), y = frame.y(*last->value);
  return el("circle", {{"class", "sas-chart__dot"}, {"cx", place(x)}, {"cy", place(y)}, {"r", "5"}}) +
         words("value", x, y < 40 ? y + 24 : y - 12, x > wide / 2 ? "end" : "start",
               decimal(*last->value, chart.decimals, language) + chart.unit);
}

}  // namespace

Html time_chart(const TimeChart& chart, Language language) {
  const Frame frame(chart);
  Html content = grid(chart, frame, language);
  if (!chart.usual.empty()) content += path("usual", line_path(chart.usual, frame));
  content += chart.shape == TimeChart::Shape::bars ? path("column", bar_path(chart, frame))
                                                   : path("line", line_path(chart.points, frame));
  content += last_value(chart, frame, language);
  return drawing(chart.id, chart.title, spoken(chart, language), wide, high, content);
}

}  // namespace sas::html
