#include "html/dot_map.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "html/svg_parts.h"

namespace sas::html {
namespace {

constexpr double wide = 420, edge = 22, tallest = 520;
constexpr double smallest = 2.5, largest = 12;

// A city is small enough for a flat map: a degree of longitude is shorter by the cosine of the latitude.
class Projection {
 public:
  explicit Projection(const std::vector<Dot>& dots) {
    const auto by_longitude = [](const Dot& a, const Dot& b) { return a.at.longitude < b.at.longitude; };
    const auto by_latitude = [](const Dot& a, const Dot& b) { return a.at.latitude < b.at.latitude; };
    const auto [west, east] = std::minmax_element(dots.begin(), dots.end(), by_longitude);
    const auto [south, north] = std::minmax_element(dots.begin(), dots.end(), by_latitude);
    constexpr double least = 0.004;  // some 300 m, so that one place is not a map of nothing
    middle_ = {(west->at.longitude + east->at.longitude) / 2, (south->at.latitude + north->at.latitude) / 2};
    squeeze_ = std::cos(middle_.latitude * std::numbers::pi / 180);
    const double breadth = std::max(least, east->at.longitude - west->at.longitude) * squeeze_;
    const double length = std::max(least, north->at.latitude - south->at.latitude);
    scale_ = std::min((wide - 2 * edge) / breadth, (tallest - 2 * edge) / length);
    height_ = length * scale_ + 2 * edge;
  }
  [[nodiscard]] double x(const Position& p) const {
    return wide / 2 + (p.longitude - middle_.longitude) * squeeze_ * scale_;
  }
  [[nodiscard]] double y(const Position& p) const { return height_ / 2 - (p.latitude - middle_.latitude) * scale_; }
  [[nodiscard]] double height() const { return height_; }

 private:
  Position middle_;
  double squeeze_ = 1, scale_ = 1, height_ = 0;
};

double radius(double weight, double heaviest) {
  return std::max(smallest, largest * std::sqrt(weight / heaviest));
}

}  // namespace

Html dot_map(const DotMap& map) {
  if (map.dots.empty()) return {};
  const Projection to(map.dots);
  double heaviest = 1;
  for (const Dot& dot : map.dots) heaviest = std::max(heaviest, dot.weight);
  const double most = heaviest > 1 ? 1 : 0.12;  // equal dots stay small
  Html content = svg::rectangle("ground", 0, 0, wide, to.height());
  for (const Dot& dot : map.dots)
    content += el("circle", {{"class", "sas-map__spot sas-map__spot--calm"},
                             {"cx", svg::place(to.x(dot.at))},
                             {"cy", svg::place(to.y(dot.at))},
                             {"r", svg::place(radius(dot.weight * most, heaviest))}});
  return svg::drawing(map.id, map.title, map.description, wide, to.height(), content);
}

}  // namespace sas::html
