#pragma once
#include <string_view>

/// Geometry that stands in a cell as text: what a column of shapes may hold and no other column. Pure and thread-safe.
namespace sas::privacy {

/// Well-known text in any case and dimension, also EWKT and in the middle of other text; GeoJSON; GML or KML
/// coordinates; a list of places in the Netherlands; well-known binary (OGC, EWKB, GeoPackage) in hexadecimal or
/// base64, and base64 of the texts. None of these stands in a cell by accident.
[[nodiscard]] bool is_geometry_text(std::string_view cell);

/// An encoded polyline (five or six decimals) of two places or more in the Netherlands. A word can be one by accident,
/// so the column decides.
[[nodiscard]] bool is_polyline(std::string_view cell);

}  // namespace sas::privacy
