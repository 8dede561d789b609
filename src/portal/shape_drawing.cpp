#include "portal/shape_drawing.h"

#include <algorithm>
#include <cmath>

namespace sas::portal {
namespace {

using html::DrawnShape;

constexpr std::size_t most_shapes = 400, most_places = 12'000;

DrawnShape::Kind kind_of(shapes::ShapeKind kind) {
  if (shapes::is_area(kind)) return DrawnShape::Kind::areas;
  return shapes::is_line(kind) ? DrawnShape::Kind::lines : DrawnShape::Kind::points;
}

// A drawing is as wide as a tile: the zoom at which the whole fits in one.
unsigned zoom_for(const releases::Extent& extent) {
  constexpr double least = 1e-4;
  const double widest = std::max({extent.east - extent.west, extent.north - extent.south, least});
  return static_cast<unsigned>(std::clamp(std::ceil(std::log2(360 / widest)), 0.0, 24.0));
}

}  // namespace

DrawnShape drawn_shape(const shapes::Shape& shape) {
  DrawnShape out{kind_of(shape.kind), {}};
  for (const shapes::Part& part : shape.parts)
    for (const shapes::Path& path : part.paths) {
      auto& drawn = out.paths.emplace_back();
      for (const shapes::Coordinate& at : path) drawn.push_back({at.x, at.y});
    }
  return out;
}

std::vector<DrawnShape> drawn_layer(const ShapeLayer& layer) {
  std::vector<DrawnShape> out;
  if (!layer.extent()) return out;
  const unsigned zoom = zoom_for(*layer.extent());
  std::size_t places = 0;
  for (const ShapeLayer::Entry& entry : layer.entries()) {
    if (out.size() == most_shapes || places > most_places) break;
    DrawnShape& shape = out.emplace_back(DrawnShape{kind_of(entry.kind), {}});
    for (const ShapeLayer::Path& path : layer.paths(entry)) {
      auto& drawn = shape.paths.emplace_back();
      for (const ShapeLayer::Place at : layer.seen(path, zoom)) drawn.push_back({at.x / 1e7, at.y / 1e7});
      places += drawn.size();
    }
  }
  return out;
}

}  // namespace sas::portal
