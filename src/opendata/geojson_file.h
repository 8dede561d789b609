#pragma once
#include <string>
#include <string_view>

#include "opendata/csv_rows.h"

/// GeoJSON that people bring (RFC 7946): points with their properties become rows. Of this room only.
namespace sas::opendata {

[[nodiscard]] bool is_geojson(std::string_view head);

/// The header first: every property that occurs, in order of name, then `lengte` and `breedte`. Each property of each
/// feature is in a row, so that all of them are declared and judged. Errors: `file-unreadable`, `file-too-large` (over
/// 32 MiB: bring CSV, which is read in pieces), `json-invalid`, `geojson-invalid` (no FeatureCollection),
/// `geometry-unsupported` (something else than a point), `crs-unsupported` (coordinates that are not WGS84: transform
/// them first), `property-nested` (an object or list as a property), `too-many-columns`, and those of `take`.
[[nodiscard]] Result<Done> read_geojson(const std::string& path, const TakeRow& take);

}  // namespace sas::opendata
