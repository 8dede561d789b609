#pragma once
#include <string>
#include <vector>

#include "html/html.h"
#include "html/shape_map.h"
#include "portal/shape_layer.h"
#include "shapes/shape.h"

namespace sas::portal {

[[nodiscard]] html::DrawnShape drawn_shape(const shapes::Shape& shape);

/// The largest shapes of a layer, as fine as a drawing on a page shows them and no more than a page can carry: at most
/// 400 shapes, and some 12,000 places of the borders together.
[[nodiscard]] std::vector<html::DrawnShape> drawn_layer(const ShapeLayer& layer);

}  // namespace sas::portal
