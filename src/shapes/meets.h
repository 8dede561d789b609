#pragma once
#include "shapes/shape.h"

/// Whether a shape and a box have a place in common: a border that touches, an area around the box, a line through it.
/// In any flat system of coordinates, as long as both are in the same one; edges are straight in it.
namespace sas::shapes {

[[nodiscard]] bool meets(const Shape& shape, const Box& box);

}  // namespace sas::shapes
