#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "shapes/finish.h"
#include "shapes/forms.h"
#include "shapes/numerals.h"

namespace sas::shapes {
namespace {

constexpr std::array<std::string_view, 6> kTypes{"Point",      "LineString",      "Polygon",
                                                 "MultiPoint", "MultiLineString", "MultiPolygon"};

class Coordinates {
 public:
  [[nodiscard]] Result<std::vector<Part>> parts(ShapeKind kind, const json::Value& value) {
    std::vector<Part> out;
    if (is_single(kind)) {
      auto one = part(kind, value);
      if (!one) return fail(std::move(one));
      out.push_back(std::move(*one));
      return out;
    }
    const json::Array* const items = value.if_array();
    if (items == nullptr) return unreadable();
    for (const json::Value& item : *items) {
      auto one = part(kind, item);
      if (!one) return fail(std::move(one));
      out.push_back(std::move(*one));
    }
    return out;
  }

 private:
  static tl::unexpected<Error> unreadable() { return not_a_shape("the coordinates are not those of its type"); }

  [[nodiscard]] Result<Part> part(ShapeKind kind, const json::Value& value) {
    Part out;
    const json::Array* const items = value.if_array();
    if (items == nullptr) return unreadable();
    if (kind == ShapeKind::point || kind == ShapeKind::points) {
      const auto place = position(value);
      if (!place) return fail(Error(place.error()));
      out.paths.push_back({*place});
      return out;
    }
    if (is_line(kind)) {
      auto line = path(value);
      if (!line) return fail(std::move(line));
      out.paths.push_back(std::move(*line));
      return out;
    }
    for (const json::Value& item : *items) {
      auto ring = path(item);
      if (!ring) return fail(std::move(ring));
      out.paths.push_back(std::move(*ring));
    }
    return out;
  }

  [[nodiscard]] Result<Path> path(const json::Value& value) {
    const json::Array* const items = value.if_array();
    if (items == nullptr) return unreadable();
    Path out;
    out.reserve(std::min(items->size(), kMostVertices));
    for (const json::Value& item : *items) {
      const auto place = position(item);
      if (!place) return fail(Error(place.error()));
      out.push_back(*place);
    }
    return out;
  }

  // RFC 7946, 3.1.1: longitude, latitude and perhaps height; more has no meaning there.
  [[nodiscard]] Result<Coordinate> position(const json::Value& value) {
    if (++vertices_ > kMostVertices) return too_many_vertices();
    const json::Array* const numbers = value.if_array();
    if (numbers == nullptr || numbers->size() < 2) return unreadable();
    if (numbers->size() > 3) return not_a_shape("a place has more than three numbers: leave measures out");
    if (!(*numbers)[0].is_number() || !(*numbers)[1].is_number()) return unreadable();
    const Coordinate out = rounded((*numbers)[0].to_number<double>(), (*numbers)[1].to_number<double>());
    if (!is_on_earth(out)) return not_a_shape("a coordinate lies outside the degrees: longitude first, WGS84");
    return out;
  }

  std::size_t vertices_ = 0;
};

void append_path(std::string& out, const Path& path) {
  out += '[';
  for (std::size_t i = 0; i < path.size(); ++i) {
    out += i > 0 ? ",[" : "[";
    append_degrees(out, path[i].x);
    out += ',';
    append_degrees(out, path[i].y);
    out += ']';
  }
  out += ']';
}

void append_part(std::string& out, ShapeKind kind, const Part& part) {
  if (kind == ShapeKind::point || kind == ShapeKind::points) {
    std::string place;
    append_path(place, part.paths.front());
    out.append(place, 1, place.size() - 2);
    return;
  }
  if (is_line(kind)) return append_path(out, part.paths.front());
  out += '[';
  for (std::size_t i = 0; i < part.paths.size(); ++i) {
    if (i > 0) out += ',';
    append_path(out, part.paths[i]);
  }
  out += ']';
}

}  // namespace

Result<Shape> shape_from_geojson(const json::Object& geometry) {
  const std::string type = json::text_at(geometry, "type");
  if (type == "GeometryCollection")
    return fail(ErrorKind::invalid, "shape-unsupported", "points, lines and areas only: no collections");
  const auto known = std::find(kTypes.begin(), kTypes.end(), type);
  const json::Value* const coordinates = geometry.if_contains("coordinates");
  if (known == kTypes.end() || coordinates == nullptr) return not_a_shape("it is no geometry of GeoJSON");
  Shape out;
  out.kind = static_cast<ShapeKind>(known - kTypes.begin());
  auto parts = Coordinates().parts(out.kind, *coordinates);
  if (!parts) return fail(std::move(parts));
  out.parts = std::move(*parts);
  auto shape = normalised(std::move(out));
  return shape ? unbroken(std::move(*shape)) : std::move(shape);
}

std::string geojson_of(const Shape& shape) {
  std::string out = R"({"type":")";
  out += kTypes.at(static_cast<std::size_t>(shape.kind));
  out += R"(","coordinates":)";
  if (is_single(shape.kind)) {
    append_part(out, shape.kind, shape.parts.front());
  } else {
    out += '[';
    for (std::size_t i = 0; i < shape.parts.size(); ++i) {
      if (i > 0) out += ',';
      append_part(out, shape.kind, shape.parts[i]);
    }
    out += ']';
  }
  out += '}';
  return out;
}

}  // namespace sas::shapes
