#pragma once
#include "base/result.h"
#include "shapes/shape.h"

/// What every reader of this room does with what it read. Of this room only.
namespace sas::shapes {

/// The coordinate in ten millionths of a degree, or one that is_on_earth() refuses.
[[nodiscard]] Coordinate rounded(double x, double y);
[[nodiscard]] bool is_on_earth(const Coordinate& coordinate);

/// Repeated coordinates left out and rings turned; errors `shape-invalid`, `shape-broken` for what no engine needs to
/// look at: open rings, rings and lines of too few places.
[[nodiscard]] Result<Shape> normalised(Shape shape);

/// The shape itself, unless one of its areas crosses itself or another: `shape-broken`, with GEOS's reason.
[[nodiscard]] Result<Shape> unbroken(Shape shape);

[[nodiscard]] tl::unexpected<Error> not_a_shape(std::string detail);
[[nodiscard]] tl::unexpected<Error> too_many_vertices();

}  // namespace sas::shapes
