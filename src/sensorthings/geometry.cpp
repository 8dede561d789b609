#include "sensorthings/geometry.h"

#include <geos_c.h>

#include <algorithm>
#include <string>

namespace sas::sensorthings {
namespace {

// A handle of GEOS belongs to one thread at a time, so every thread has its own. GEOS objects may outlive the handle
// they were made with: it only carries message handlers.
class Handle {
 public:
  Handle() : handle_(GEOS_init_r()) {
    // Without handlers GEOS is silent; what it would say may quote a visitor's text.
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

tl::unexpected<Error> bad() {
  return fail(ErrorKind::invalid, "geometry-invalid",
              "this is no geometry: give WKT as in POINT (6.1 52.5), or GeoJSON");
}

bool is_empty(const GEOSGeometry* geometry) {
  return GEOSisEmpty_r(handle(), geometry) != 0;
}

}  // namespace

struct Geometry::Shape {
  explicit Shape(GEOSGeometry* made) : geometry(made) {}
  ~Shape() { GEOSGeom_destroy_r(handle(), geometry); }
  Shape(const Shape&) = delete;
  Shape& operator=(const Shape&) = delete;
  GEOSGeometry* geometry;
};

namespace {

Result<Geometry> made(GEOSGeometry* geometry) {
  if (geometry == nullptr) return bad();
  return Geometry(std::make_shared<const Geometry::Shape>(geometry));
}

const GEOSGeometry* of(const Geometry& geometry) {
  return geometry.shape().geometry;
}

}  // namespace

Result<Geometry> geometry_from_wkt(std::string_view text) {
  constexpr std::string_view srid = "SRID=4326;";
  if (text.starts_with(srid)) text.remove_prefix(srid.size());
  if (text.find('\0') != std::string_view::npos) return bad();
  GEOSWKTReader* reader = GEOSWKTReader_create_r(handle());
  GEOSGeometry* geometry = GEOSWKTReader_read_r(handle(), reader, std::string(text).c_str());
  GEOSWKTReader_destroy_r(handle(), reader);
  return made(geometry);
}

Result<Geometry> geometry_from_geojson(std::string_view text) {
  if (text.find('\0') != std::string_view::npos) return bad();
  GEOSGeoJSONReader* reader = GEOSGeoJSONReader_create_r(handle());
  GEOSGeometry* geometry = GEOSGeoJSONReader_readGeometry_r(handle(), reader, std::string(text).c_str());
  GEOSGeoJSONReader_destroy_r(handle(), reader);
  return made(geometry);
}

bool holds(Predicate predicate, const Geometry& a, const Geometry& b) {
  using Function = char (*)(GEOSContextHandle_t, const GEOSGeometry*, const GEOSGeometry*);
  constexpr Function functions[] = {GEOSEquals_r,   GEOSDisjoint_r, GEOSTouches_r,    GEOSWithin_r,
                                    GEOSOverlaps_r, GEOSCrosses_r,  GEOSIntersects_r, GEOSContains_r};
  return functions[static_cast<std::size_t>(predicate)](handle(), of(a), of(b)) == 1;
}

Result<bool> relates(const Geometry& a, const Geometry& b, std::string_view pattern) {
  const auto known = [](char c) { return std::string_view("012TF*").find(c) != std::string_view::npos; };
  if (pattern.size() != 9 || !std::all_of(pattern.begin(), pattern.end(), known))
    return fail(ErrorKind::invalid, "geometry-pattern", "a pattern of st_relate is nine of 0 1 2 T F *");
  return GEOSRelatePattern_r(handle(), of(a), of(b), std::string(pattern).c_str()) == 1;
}

double distance(const Geometry& a, const Geometry& b) {
  double out = 0;
  GEOSDistance_r(handle(), of(a), of(b), &out);
  return out;
}

double length(const Geometry& a) {
  double out = 0;
  GEOSLength_r(handle(), of(a), &out);
  return out;
}

Bounds bounds(const Geometry& a) {
  Bounds out;
  if (is_empty(of(a))) return out;
  GEOSGeom_getXMin_r(handle(), of(a), &out.west);
  GEOSGeom_getYMin_r(handle(), of(a), &out.south);
  GEOSGeom_getXMax_r(handle(), of(a), &out.east);
  GEOSGeom_getYMax_r(handle(), of(a), &out.north);
  return out;
}

}  // namespace sas::sensorthings
