#pragma once
#include <optional>
#include <string_view>

#include "base/json.h"

/// Surfaces written as well-known text (OGC 06-103r4 clause 7); private to this room.
namespace sas::sensing {

/// "POLYGON ((6 52, 6.1 52, 6.1 52.1, 6 52))" and MULTIPOLYGON as a GeoJSON geometry; "SRID=4326;" before it, and Z or
/// M coordinates, are passed over. Of another kind only its type, without coordinates. None when it cannot be read.
[[nodiscard]] std::optional<json::Object> geometry_of_wkt(std::string_view wkt);

}  // namespace sas::sensing
