#include "html/time_chart.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "html/point_map.h"

namespace sas::html {
namespace {

using namespace std::chrono;

bool holds(const Html& html, std::string_view text) {
  return html.markup().find(text) != std::string::npos;
}

TimeChart day_of(std::vector<std::optional<double>> values) {
  TimeChart chart;
  chart.id = "warmte";
  chart.title = "Nu is het 21 graden";
  chart.from = start_of_day(make_date(2026, 6, 1));
  chart.until = chart.from + hours{24};
  chart.unit = " °C";
  for (std::size_t i = 0; i < values.size(); ++i) chart.points.push_back({chart.from + hours{i}, values[i]});
  return chart;
}

}  // namespace

TEST_CASE("a chart over time is an image with its conclusion and its extremes in words") {
  const Html svg = time_chart(day_of({18, 25.5, std::nullopt, 21}), Language::nl);
  CHECK(holds(svg, R"(role="img")"));
  CHECK(holds(svg, R"(aria-labelledby="warmte-title warmte-desc")"));
  CHECK(holds(svg, "Laagst: 18 °C (1 juni 2026, 0.00 uur). Hoogst: 26 °C"));
  CHECK(holds(svg, "6 uur"));
}

TEST_CASE("a chart without values says so and does not break") {
  CHECK(holds(time_chart(day_of({}), Language::nl), "Er zijn geen metingen."));
  CHECK(holds(time_chart(day_of({std::nullopt}), Language::en), "There are no measurements."));
}

TEST_CASE("a missing value leaves a gap in the line") {
  const std::string markup = time_chart(day_of({18, 19, std::nullopt, 21}), Language::nl).markup();
  const auto at = markup.find("sas-chart__line");
  const std::string line = markup.substr(at, markup.find("/path", at) - at);
  CHECK(std::count(line.begin(), line.end(), 'M') == 2);
}

TEST_CASE("bars stand on nought, also when all values are far from it") {
  TimeChart chart = day_of({100, 101, 102});
  chart.shape = TimeChart::Shape::bars;
  CHECK(holds(time_chart(chart, Language::nl), ">0</text>"));
}

TEST_CASE("a longer time has fewer marks than values") {
  TimeChart chart = day_of({1});
  chart.until = chart.from + days{400};
  CHECK(holds(time_chart(chart, Language::nl), "november 2026"));
}

TEST_CASE("a map names every place, links it and escapes what it is called") {
  PointMap map;
  map.id = "kaart";
  map.title = "Waar wij meten";
  map.points = {{{6.09, 52.51}, "1", "Weer <binnenstad>", "#meting-1", MapPoint::Tone::ok},
                {{6.10, 52.52}, "2", "Grondwater", "#meting-2", MapPoint::Tone::quiet}};
  const Html svg = point_map(map);
  CHECK(holds(svg, "Weer &lt;binnenstad&gt;"));
  CHECK(holds(svg, R"(href="#meting-2")"));
  CHECK(holds(svg, "sas-map__spot--quiet"));
}

TEST_CASE("a map of one place is drawn") {
  PointMap map;
  map.id = "kaart";
  map.title = "Waar";
  map.points = {{{6.09, 52.51}, "1", "Weer", "#a"}};
  CHECK_FALSE(holds(point_map(map), "nan"));
}

}  // namespace sas::html
