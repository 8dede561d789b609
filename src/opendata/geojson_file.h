#pragma once
#include <string>
#include <string_view>

#include "opendata/csv_rows.h"

/// GeoJSON that people bring (RFC 7946): places with their properties become rows. Of this room only.
namespace sas::opendata {

[[nodiscard]] bool is_geojson(std::string_view head);

/// The header first: every property that occurs, in order of name, and then the places: `lengte` and `breedte` when
/// every geometry is a point; otherwise `vorm`, the canonical text of shapes/forms.h (with "_" behind it for every
/// property of that name). Each property of each feature is in a row, so that all of them are declared and judged. The
/// file is read twice, and a feature at a time. Errors: `file-unreadable`, those of FeatureReader, those of
/// shape_from_geojson(), `geometry-unsupported` (a point that is not in WGS84 degrees), `property-nested` (an object or
/// list as a property), `too-many-columns`, and those of `take`.
[[nodiscard]] Result<Done> read_geojson(const std::string& path, const TakeRow& take);

/// Whether a geometry has a third number (a height), which read_geojson() leaves out. Errors as there.
[[nodiscard]] Result<bool> has_heights(const std::string& path);

}  // namespace sas::opendata
