#include "shapes/finish.h"

#include <geos_c.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <utility>

namespace sas::shapes {
namespace {

constexpr double kSteps = 1e7;

// A handle of GEOS belongs to one thread at a time, so every thread has its own.
class Handle {
 public:
  Handle() : handle_(GEOS_init_r()) {
    // Without handlers GEOS is silent; what it would say may quote somebody's coordinates.
    GEOSContext_setErrorMessageHandler_r(handle_, nullptr, nullptr);
    GEOSContext_setNoticeMessageHandler_r(handle_, nullptr, nullptr);
  }
  ~Handle() { GEOS_finish_r(handle_); }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  [[nodiscard]] GEOSContextHandle_t get() const { return handle_; }

 private:
  GEOSContextHandle_t handle_;
};

GEOSContextHandle_t handle() {
  thread_local const Handle of_thread;
  return of_thread.get();
}

struct Destroy {
  void operator()(GEOSGeometry* geometry) const { GEOSGeom_destroy_r(handle(), geometry); }
};
using Geometry = std::unique_ptr<GEOSGeometry, Destroy>;

tl::unexpected<Error> broken(std::string detail) {
  return fail(ErrorKind::invalid, "shape-broken", std::move(detail));
}

GEOSGeometry* ring_of(const Path& path) {
  GEOSCoordSequence* const places =
      GEOSCoordSeq_copyFromBuffer_r(handle(), &path.front().x, static_cast<unsigned>(path.size()), 0, 0);
  return places == nullptr ? nullptr : GEOSGeom_createLinearRing_r(handle(), places);
}

// GEOS takes the rings over, also when it cannot make the polygon.
GEOSGeometry* polygon_of(const Part& part) {
  std::vector<GEOSGeometry*> rings;
  for (const Path& path : part.paths) {
    GEOSGeometry* const ring = ring_of(path);
    if (ring == nullptr) {
      for (GEOSGeometry* made : rings) GEOSGeom_destroy_r(handle(), made);
      return nullptr;
    }
    rings.push_back(ring);
  }
  return GEOSGeom_createPolygon_r(handle(), rings.front(), rings.data() + 1, static_cast<unsigned>(rings.size() - 1));
}

Geometry areas_of(const Shape& shape) {
  std::vector<GEOSGeometry*> areas;
  for (const Part& part : shape.parts) {
    GEOSGeometry* const area = polygon_of(part);
    if (area == nullptr) {
      for (GEOSGeometry* made : areas) GEOSGeom_destroy_r(handle(), made);
      return nullptr;
    }
    areas.push_back(area);
  }
  if (shape.kind == ShapeKind::area) return Geometry(areas.front());
  return Geometry(
      GEOSGeom_createCollection_r(handle(), GEOS_MULTIPOLYGON, areas.data(), static_cast<unsigned>(areas.size())));
}

// "Self-intersection[6.09 52.51]" without the place: errors may be logged.
std::string reason_of(const GEOSGeometry* geometry) {
  char* const reason = GEOSisValidReason_r(handle(), geometry);
  if (reason == nullptr) return "it cannot be checked";
  std::string out(reason);
  GEOSFree_r(handle(), reason);
  return out.substr(0, out.find('['));
}

// Twice the surface in square degrees, reckoned from the first place so that small rings keep their digits;
// above nought for counter-clockwise.
double turning(const Path& ring) {
  double out = 0;
  const Coordinate from = ring.front();
  for (std::size_t i = 1; i + 1 < ring.size(); ++i)
    out += (ring[i].x - from.x) * (ring[i + 1].y - from.y) - (ring[i + 1].x - from.x) * (ring[i].y - from.y);
  return out;
}

Result<Done> normalise_ring(Path& ring, bool is_outer) {
  if (ring.front() != ring.back()) return not_a_shape("a ring does not end where it begins");
  if (ring.size() < 4) return broken("a ring has fewer than three corners");
  const double turn = turning(ring);
  if (turn == 0) return broken("a ring has no surface");
  if ((turn > 0) != is_outer) std::reverse(ring.begin(), ring.end());
  return Done{};
}

}  // namespace

tl::unexpected<Error> not_a_shape(std::string detail) {
  return fail(ErrorKind::invalid, "shape-invalid", std::move(detail));
}

tl::unexpected<Error> too_many_vertices() {
  return fail(ErrorKind::too_large, "shape-too-large", "1,000,000 vertices at most");
}

Coordinate rounded(double x, double y) {
  const auto round = [](double degrees) {
    return std::abs(degrees) <= 180 ? static_cast<double>(std::llround(degrees * kSteps)) / kSteps : 999.0;
  };
  return {round(x), round(y)};
}

bool is_on_earth(const Coordinate& coordinate) {
  return std::abs(coordinate.x) <= 180 && std::abs(coordinate.y) <= 90;
}

Result<Shape> normalised(Shape shape) {
  if (shape.parts.empty()) return not_a_shape("it holds nothing: leave the cell empty");
  for (Part& part : shape.parts) {
    if (part.paths.empty()) return not_a_shape("a part holds nothing");
    for (std::size_t i = 0; i < part.paths.size(); ++i) {
      Path& path = part.paths[i];
      if (path.empty()) return not_a_shape("a part holds nothing");
      path.erase(std::unique(path.begin(), path.end()), path.end());
      if (is_line(shape.kind) && path.size() < 2) return broken("a line has one place only");
      if (!is_area(shape.kind)) continue;
      if (auto ring = normalise_ring(path, i == 0); !ring) return fail(std::move(ring));
    }
  }
  return shape;
}

Result<Shape> unbroken(Shape shape) {
  if (!is_area(shape.kind)) return shape;
  const Geometry areas = areas_of(shape);
  if (areas == nullptr) return broken("it cannot be made");
  if (GEOSisValid_r(handle(), areas.get()) != 1) return broken(reason_of(areas.get()));
  return shape;
}

}  // namespace sas::shapes
