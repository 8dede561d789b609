#pragma once
#include <memory>
#include <string_view>

#include "base/result.h"

/// Shapes on the earth, WGS84 longitude and latitude. The one place that knows the geometry library (GEOS).
namespace sas::sensorthings {

/// A shape. Immutable; may be shared between threads.
class Geometry {
 public:
  struct Shape;
  explicit Geometry(std::shared_ptr<const Shape> shape) : shape_(std::move(shape)) {}
  [[nodiscard]] const Shape& shape() const { return *shape_; }

 private:
  std::shared_ptr<const Shape> shape_;
};

/// Well-known text, as in geography'POINT (6.1 52.5)'; an SRID in front is dropped when it is 4326. Error
/// `geometry-invalid`.
[[nodiscard]] Result<Geometry> geometry_from_wkt(std::string_view text);
/// A GeoJSON geometry, or a Feature, of which the geometry counts. Error `geometry-invalid`.
[[nodiscard]] Result<Geometry> geometry_from_geojson(std::string_view text);

/// The predicates of OGC 06-103r4 clause 6.1.15, in the plane of degrees.
enum class Predicate { equals, disjoint, touches, within, overlaps, crosses, intersects, contains };
/// False as well for a shape of which the library can make nothing.
[[nodiscard]] bool holds(Predicate predicate, const Geometry& a, const Geometry& b);
/// DE-9IM; error `geometry-pattern` for anything but nine of 0 1 2 T F *.
[[nodiscard]] Result<bool> relates(const Geometry& a, const Geometry& b, std::string_view pattern);
/// In degrees, as OData geo.distance on geography of SensorThings services is understood (18-088 table 24 names no
/// unit).
[[nodiscard]] double distance(const Geometry& a, const Geometry& b);
[[nodiscard]] double length(const Geometry& a);

struct Bounds {
  double west = 0, south = 0, east = 0, north = 0;
};
/// The box around it; all zero for an empty shape.
[[nodiscard]] Bounds bounds(const Geometry& a);

}  // namespace sas::sensorthings
