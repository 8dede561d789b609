#pragma once
#include <vector>

#include "portal/shape_layer.h"

/// Lines and rings cut at the edges of a box, in ten millionths of a degree. Pure.
namespace sas::portal {

struct ClipBox {
  double west = 0, south = 0, east = 0, north = 0;
};
struct ClipPlace {
  double x = 0, y = 0;
};
using ClipPath = std::vector<ClipPlace>;

/// The pieces of a line within the box, in their order.
[[nodiscard]] std::vector<ClipPath> clipped_line(const std::vector<ShapeLayer::Place>& line, const ClipBox& box);
/// The ring within the box, closed; where it leaves the box it follows the edge of that (Sutherland and Hodgman, 1974).
/// Empty when nothing is left.
[[nodiscard]] ClipPath clipped_ring(const std::vector<ShapeLayer::Place>& ring, const ClipBox& box);

}  // namespace sas::portal
