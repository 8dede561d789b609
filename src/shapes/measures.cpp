#include "shapes/measures.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace sas::shapes {
namespace {

constexpr double kRadius = 6'378'137.0;
constexpr double kFlattening = 1 / 298.257223563;
constexpr double kE2 = kFlattening * (2 - kFlattening);

constexpr double radians(double degrees) {
  return degrees * std::numbers::pi / 180;
}

// Metres north of the equator in the cylindrical equal-area projection of the ellipsoid (Snyder, Map projections, USGS
// 1395, formulas 3-12 and 10-15 with the equator as standard parallel).
double equal_area_north(double latitude) {
  static const double e = std::sqrt(kE2);
  const double sine = std::sin(radians(latitude));
  return kRadius / 2 * (1 - kE2) * (sine / (1 - kE2 * sine * sine) + std::atanh(e * sine) / e);
}

double ring_m2(const Path& ring) {
  double out = 0, x = 0, y = 0;
  const double from_north = equal_area_north(ring.front().y);
  for (const Coordinate& place : ring) {
    const double next_x = kRadius * radians(place.x - ring.front().x);
    const double next_y = equal_area_north(place.y) - from_north;
    out += x * next_y - next_x * y;
    x = next_x;
    y = next_y;
  }
  return std::abs(out) / 2;
}

}  // namespace

Box box_of(const Shape& shape) {
  Box out{180, 90, -180, -90};
  for (const Part& part : shape.parts)
    // Holes lie inside the first ring.
    for (const Coordinate& place : part.paths.front()) {
      out.west = std::min(out.west, place.x);
      out.east = std::max(out.east, place.x);
      out.south = std::min(out.south, place.y);
      out.north = std::max(out.north, place.y);
    }
  return out;
}

std::size_t vertices(const Shape& shape) {
  std::size_t out = 0;
  for (const Part& part : shape.parts)
    for (const Path& path : part.paths) out += path.size();
  return out;
}

double area_m2(const Part& area) {
  double out = ring_m2(area.paths.front());
  for (std::size_t i = 1; i < area.paths.size(); ++i) out -= ring_m2(area.paths[i]);
  return std::max(out, 0.0);
}

double area_m2(const Shape& shape) {
  if (!is_area(shape.kind)) return 0;
  double out = 0;
  for (const Part& part : shape.parts) out += area_m2(part);
  return out;
}

double distance_m(const Coordinate& from, const Coordinate& to) {
  const double middle = radians((from.y + to.y) / 2);
  const double sine = std::sin(middle), w2 = 1 - kE2 * sine * sine, w = std::sqrt(w2);
  const double north = kRadius * (1 - kE2) / (w2 * w) * radians(to.y - from.y);
  const double east = kRadius / w * std::cos(middle) * radians(to.x - from.x);
  return std::hypot(north, east);
}

double length_m(const Shape& shape) {
  double out = 0;
  for (const Part& part : shape.parts)
    for (const Path& path : part.paths)
      for (std::size_t i = 1; i < path.size(); ++i) out += distance_m(path[i - 1], path[i]);
  return out;
}

}  // namespace sas::shapes
