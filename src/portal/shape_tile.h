#pragma once
#include <string>

#include "portal/point_layer.h"
#include "portal/shape_layer.h"
#include "portal/tile_properties.h"

namespace sas::portal {

/// A vector tile (Mapbox Vector Tile 2.1) of lines and areas: one layer `name`; each feature with the row as its id and
/// the columns of the table. Borders are as fine as can be seen at that zoom and cut a little outside the tile. What is
/// smaller than a pixel is drawn as a pixel, once for each. A tile holds what a browser carries and no more: at most
/// 4096 features, the largest first, of which the first have columns too. Empty when there is nothing in it.
[[nodiscard]] std::string shape_tile(const std::string& name, const ShapeLayer& layer, const TileProperties& properties,
                                     const TileAddress& tile);

}  // namespace sas::portal
