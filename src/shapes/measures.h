#pragma once
#include <cstddef>

#include "shapes/shape.h"

/// How large shapes are, on the ellipsoid of WGS84 (a = 6,378,137 m, f = 1/298.257223563).
namespace sas::shapes {

[[nodiscard]] Box box_of(const Shape& shape);
[[nodiscard]] std::size_t vertices(const Shape& shape);
/// Square metres, holes taken off; 0 for points and lines. Edges are straight in an equal-area cylindrical projection.
[[nodiscard]] double area_m2(const Shape& shape);
/// Of one area of several.
[[nodiscard]] double area_m2(const Part& area);
/// Metres along lines, or around areas with their holes; 0 for points. Right to a part in ten thousand for edges of up
/// to 100 km.
[[nodiscard]] double length_m(const Shape& shape);
[[nodiscard]] double distance_m(const Coordinate& from, const Coordinate& to);

}  // namespace sas::shapes
