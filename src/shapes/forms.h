#pragma once
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "shapes/shape.h"

/// How shapes are read and written. All readers give the same value for the same shape: coordinates rounded to seven
/// decimals, a coordinate that repeats the one before it left out, rings turned as RFC 7946 says.
///
/// Errors of the readers: `shape-invalid` (cannot be read, more than two dimensions in text or more than three in
/// GeoJSON, outside the degrees, a ring that is not closed), `shape-broken` (an area that crosses itself or has no
/// surface, a line of one place), `shape-unsupported` (GEOMETRYCOLLECTION, curves, surfaces), `shape-too-large` (more
/// than kMostVertices). No error repeats a coordinate.
namespace sas::shapes {

/// Well-known text (OGC 06-103r4, clause 7.2): any case, any white space, any number of decimals.
[[nodiscard]] Result<Shape> shape_from_text(std::string_view text);

/// The geometry object of GeoJSON (RFC 7946, 3.1). A third ordinate (height) is left out; the caller tells it.
[[nodiscard]] Result<Shape> shape_from_geojson(const json::Object& geometry);

/// The one canonical text: "POLYGON ((6.09 52.51, 6.1 52.51, 6.1 52.52, 6.09 52.51))". For every shape that a reader
/// gave, shape_from_text(text_of(s)) == s.
[[nodiscard]] std::string text_of(const Shape& shape);

/// True when the text is canonical to the letter. It may still cross itself: only shape_from_text looks for that.
[[nodiscard]] bool is_shape(std::string_view text);

/// {"type":"Polygon","coordinates":[[[6.09,52.51], ...]]}
[[nodiscard]] std::string geojson_of(const Shape& shape);

/// OGC well-known binary (06-103r4, clause 8.2), little endian.
[[nodiscard]] std::string wkb_of(const Shape& shape);

}  // namespace sas::shapes
