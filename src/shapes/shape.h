#pragma once
#include <cstddef>
#include <vector>

/// Points, lines and areas on the map, as values. Pure; every function of this room may be called from any thread.
namespace sas::shapes {

/// What a shape is: one of it, or several that belong together.
enum class ShapeKind { point, line, area, points, lines, areas };

/// WGS84 degrees, longitude first, a whole number of ten millionths (about a centimetre).
struct Coordinate {
  double x = 0;
  double y = 0;
  friend bool operator==(const Coordinate&, const Coordinate&) = default;
};

/// A line, a ring (closed: its last coordinate is its first), or one point.
using Path = std::vector<Coordinate>;

/// One point, one line, or one area: its outer ring (counter-clockwise) and then its holes (clockwise; RFC
/// 7946, 3.1.6).
struct Part {
  std::vector<Path> paths;
  friend bool operator==(const Part&, const Part&) = default;
};

/// `point`, `line` and `area` have exactly one part. Never empty: a cell without a shape is an empty cell.
struct Shape {
  ShapeKind kind = ShapeKind::point;
  std::vector<Part> parts;
  friend bool operator==(const Shape&, const Shape&) = default;
};

/// Degrees. A shape over the antimeridian is to be cut there by who makes it (RFC 7946, 3.1.9).
struct Box {
  double west = 0;
  double south = 0;
  double east = 0;
  double north = 0;
  friend bool operator==(const Box&, const Box&) = default;
};

/// No shape has more vertices than this.
inline constexpr std::size_t kMostVertices = 1'000'000;

[[nodiscard]] constexpr bool is_area(ShapeKind kind) {
  return kind == ShapeKind::area || kind == ShapeKind::areas;
}
[[nodiscard]] constexpr bool is_line(ShapeKind kind) {
  return kind == ShapeKind::line || kind == ShapeKind::lines;
}
[[nodiscard]] constexpr bool is_single(ShapeKind kind) {
  return kind == ShapeKind::point || kind == ShapeKind::line || kind == ShapeKind::area;
}

}  // namespace sas::shapes
