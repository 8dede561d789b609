#include "portal/crs.h"

#include <proj.h>

#include <cmath>
#include <mutex>
#include <stdexcept>

namespace sas::portal {
namespace {

constexpr int edge_points = 21;  // how closely the edges of a box are followed

struct EndContext {
  void operator()(PJ_CONTEXT* context) const { proj_context_destroy(context); }
};
struct EndProjection {
  void operator()(PJ* projection) const { proj_destroy(projection); }
};

}  // namespace

// A projection keeps state while it reckons, so one is used by one caller at a time.
struct Projector::State {
  std::unique_ptr<PJ_CONTEXT, EndContext> context{proj_context_create()};
  std::unique_ptr<PJ, EndProjection> to_rd;
  std::mutex mutex;
};

std::string_view iri_of(Crs crs) {
  switch (crs) {
    case Crs::crs84:
      return "http://www.opengis.net/def/crs/OGC/1.3/CRS84";
    case Crs::epsg4326:
      return "http://www.opengis.net/def/crs/EPSG/0/4326";
    case Crs::rd:
      return "http://www.opengis.net/def/crs/EPSG/0/28992";
  }
  return {};
}

std::optional<Crs> read_crs(std::string_view iri) {
  if (iri.starts_with("https://")) {
    const std::string plain = "http://" + std::string(iri.substr(8));
    return read_crs(plain);
  }
  for (const Crs crs : {Crs::crs84, Crs::epsg4326, Crs::rd})
    if (iri == iri_of(crs)) return crs;
  return std::nullopt;
}

Projector::Projector() : state_(std::make_unique<State>()) {
  PJ_CONTEXT* context = state_->context.get();
  proj_log_level(context, PJ_LOG_NONE);
  proj_context_set_enable_network(context, 0);
  const std::unique_ptr<PJ, EndProjection> found(proj_create_crs_to_crs(context, "OGC:CRS84", "EPSG:28992", nullptr));
  // Longitude and easting first, whatever the registry says: callers speak in names and not in orders.
  if (found) state_->to_rd.reset(proj_normalize_for_visualization(context, found.get()));
  if (!state_->to_rd) throw std::runtime_error("PROJ has no EPSG:28992: install proj-data");
}

Projector::~Projector() = default;

std::optional<Coordinate> Projector::from_wgs84(double longitude, double latitude, Crs to) const {
  if (to == Crs::crs84) return Coordinate{longitude, latitude};
  if (to == Crs::epsg4326) return Coordinate{latitude, longitude};
  const std::lock_guard lock(state_->mutex);
  const PJ_COORD out = proj_trans(state_->to_rd.get(), PJ_FWD, proj_coord(longitude, latitude, 0, 0));
  if (!std::isfinite(out.xy.x) || !std::isfinite(out.xy.y)) return std::nullopt;
  return Coordinate{out.xy.x, out.xy.y};
}

std::optional<releases::Extent> Projector::extent_of(const releases::Extent& box, Crs crs) const {
  if (crs == Crs::crs84) return box;
  if (crs == Crs::epsg4326) return releases::Extent{box.south, box.west, box.north, box.east};
  releases::Extent out;
  const std::lock_guard lock(state_->mutex);
  if (proj_trans_bounds(state_->context.get(), state_->to_rd.get(), PJ_INV, box.west, box.south, box.east, box.north,
                        &out.west, &out.south, &out.east, &out.north, edge_points) == 0)
    return std::nullopt;
  return out;
}

}  // namespace sas::portal
