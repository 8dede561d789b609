#include "shapes/meets.h"

#include <algorithm>

namespace sas::shapes {
namespace {

bool is_within(const Coordinate& at, const Box& box) {
  return at.x >= box.west && at.x <= box.east && at.y >= box.south && at.y <= box.north;
}

// Liang and Barsky (1984): what is left of the edge when each side has cut it.
bool crosses(const Coordinate& from, const Coordinate& to, const Box& box) {
  double begin = 0, end = 1;
  const auto cut = [&](double towards, double room) {
    if (towards == 0) return room >= 0;
    const double at = room / towards;
    if (towards < 0) begin = std::max(begin, at);
    if (towards > 0) end = std::min(end, at);
    return begin <= end;
  };
  const double x = to.x - from.x, y = to.y - from.y;
  return cut(-x, from.x - box.west) && cut(x, box.east - from.x) && cut(-y, from.y - box.south) &&
         cut(y, box.north - from.y);
}

bool path_meets(const Path& path, const Box& box) {
  if (path.size() == 1) return is_within(path.front(), box);
  for (std::size_t i = 1; i < path.size(); ++i)
    if (crosses(path[i - 1], path[i], box)) return true;
  return false;
}

// How often a ray to the east crosses the ring.
bool holds(const Path& ring, const Coordinate& at) {
  bool is_inside = false;
  for (std::size_t i = 1; i < ring.size(); ++i) {
    const Coordinate &a = ring[i - 1], &b = ring[i];
    if ((a.y > at.y) == (b.y > at.y)) continue;
    if (at.x < a.x + (at.y - a.y) / (b.y - a.y) * (b.x - a.x)) is_inside = !is_inside;
  }
  return is_inside;
}

// No border meets the box: it is in the area whole, or not at all.
bool is_around(const Part& area, const Coordinate& corner) {
  bool is_inside = false;
  for (const Path& ring : area.paths)
    if (holds(ring, corner)) is_inside = !is_inside;
  return is_inside;
}

}  // namespace

bool meets(const Shape& shape, const Box& box) {
  for (const Part& part : shape.parts) {
    for (const Path& path : part.paths)
      if (path_meets(path, box)) return true;
    if (is_area(shape.kind) && is_around(part, {box.west, box.south})) return true;
  }
  return false;
}

}  // namespace sas::shapes
