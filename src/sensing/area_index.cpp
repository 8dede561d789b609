// The only file that knows the geometry library.
#include <algorithm>
#include <boost/geometry.hpp>
#include <boost/geometry/geometries/multi_polygon.hpp>
#include <boost/geometry/geometries/point_xy.hpp>
#include <boost/geometry/geometries/polygon.hpp>
#include <boost/geometry/index/rtree.hpp>
#include <boost/iterator/function_output_iterator.hpp>

#include "base/json.h"
#include "sensing/area.h"
#include "sensing/area_bands.h"

namespace sas::sensing {
namespace {

namespace bg = boost::geometry;
// Degrees on a plane: a neighbourhood is small, and its borders are straight lines on the map they were drawn on.
using Point = bg::model::d2::point_xy<double>;
using Polygon = bg::model::polygon<Point>;
using Surface = bg::model::multi_polygon<Polygon>;
using Box = bg::model::box<Point>;
using Entry = std::pair<Box, std::size_t>;

using Ring = Polygon::ring_type;

std::optional<Ring> ring_of(const json::Value& value) {
  if (!value.is_array()) return std::nullopt;
  Ring out;
  for (const json::Value& at : value.get_array()) {
    if (!at.is_array() || at.get_array().size() < 2) return std::nullopt;
    const json::Array& pair = at.get_array();
    if (!pair[0].is_number() || !pair[1].is_number()) return std::nullopt;
    out.emplace_back(pair[0].to_number<double>(), pair[1].to_number<double>());
  }
  return out;
}

/// RFC 7946 clause 3.1.6: the first ring is the border, the others are holes.
std::optional<Polygon> polygon_of(const json::Value& rings) {
  if (!rings.is_array() || rings.get_array().empty()) return std::nullopt;
  Polygon out;
  for (const json::Value& value : rings.get_array()) {
    auto ring = ring_of(value);
    if (!ring || ring->size() < 4) return std::nullopt;
    if (out.outer().empty())
      out.outer() = *std::move(ring);
    else
      out.inners().push_back(*std::move(ring));
  }
  return out;
}

std::optional<Surface> surface_of(const std::string& shape) {
  const auto parsed = json::parse(shape);
  if (!parsed || !parsed->is_object()) return std::nullopt;
  const json::Object& geometry = parsed->get_object();
  const json::Value* coordinates = geometry.if_contains("coordinates");
  if (coordinates == nullptr || !coordinates->is_array()) return std::nullopt;
  json::Array polygons;
  if (json::text_at(geometry, "type") == "Polygon")
    polygons.push_back(*coordinates);
  else
    polygons = coordinates->get_array();
  Surface out;
  for (const json::Value& one : polygons) {
    auto polygon = polygon_of(one);
    if (!polygon) return std::nullopt;
    out.push_back(*std::move(polygon));
  }
  // Files are made with rings in either direction, closed or not.
  bg::correct(out);
  if (!(bg::area(out) > 0)) return std::nullopt;
  return out;
}

AreaBands::Ring ring_with(AreaBands::Ring::Kind kind, const Ring& ring) {
  AreaBands::Ring out;
  out.kind = kind;
  for (const Point& at : ring) out.corners.push_back({at.x(), at.y()});
  return out;
}

AreaBands bands_of(const Surface& surface) {
  std::vector<AreaBands::Ring> rings;
  for (const Polygon& polygon : surface) {
    rings.push_back(ring_with(AreaBands::Ring::Kind::border, polygon.outer()));
    for (const Ring& hole : polygon.inners()) rings.push_back(ring_with(AreaBands::Ring::Kind::hole, hole));
  }
  return AreaBands(rings);
}

}  // namespace

struct AreaIndex::Shapes {
  /// The library knows exactly what is on a border; asking it costs every edge.
  [[nodiscard]] bool covers(std::size_t number, const Point& point) const {
    const AreaBands::Place place = bands[number].place_of(point.x(), point.y());
    if (place == AreaBands::Place::at_border) return bg::covered_by(point, surfaces[number]);
    return place == AreaBands::Place::inside;
  }

  std::vector<Area> areas;
  std::vector<Surface> surfaces;
  std::vector<AreaBands> bands;
  bg::index::rtree<Entry, bg::index::quadratic<16>> tree;
};

AreaIndex::AreaIndex(std::vector<Area> areas) : shapes_(std::make_unique<Shapes>()) {
  std::sort(areas.begin(), areas.end(), [](const Area& a, const Area& b) { return a.code < b.code; });
  std::vector<Entry> entries;
  for (Area& area : areas) {
    auto surface = surface_of(area.shape);
    if (!surface) continue;
    entries.emplace_back(bg::return_envelope<Box>(*surface), shapes_->areas.size());
    shapes_->bands.push_back(bands_of(*surface));
    shapes_->surfaces.push_back(*std::move(surface));
    shapes_->areas.push_back(std::move(area));
  }
  shapes_->tree = {entries.begin(), entries.end()};
}

AreaIndex::~AreaIndex() = default;
AreaIndex::AreaIndex(AreaIndex&&) noexcept = default;
AreaIndex& AreaIndex::operator=(AreaIndex&&) noexcept = default;

const Area* AreaIndex::at(double longitude, double latitude) const {
  const Point point(longitude, latitude);
  std::size_t found = shapes_->areas.size();
  shapes_->tree.query(bg::index::intersects(point), boost::make_function_output_iterator([&](const Entry& near) {
                        if (near.second < found && shapes_->covers(near.second, point)) found = near.second;
                      }));
  return found < shapes_->areas.size() ? &shapes_->areas[found] : nullptr;
}

const std::vector<Area>& AreaIndex::areas() const {
  return shapes_->areas;
}

}  // namespace sas::sensing
