#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "releases/release.h"

/// Coordinate reference systems of the features door (OGC API Features, part 2), reckoned by PROJ.
namespace sas::portal {

/// crs84: WGS84, longitude first; epsg4326: the same, latitude first; rd: Amersfoort / RD New in metres (EPSG:28992).
enum class Crs { crs84, epsg4326, rd };
[[nodiscard]] std::string_view iri_of(Crs crs);
/// None for a system that is not offered.
[[nodiscard]] std::optional<Crs> read_crs(std::string_view iri);

struct Coordinate {
  double first = 0, second = 0;  ///< in the order of the system's axes
};

/// Thread-safe. Without the grid of RDNAPTRANS, which Debian does not carry, RD is right to about a quarter of a metre.
class Projector {
 public:
  /// Throws std::runtime_error when PROJ lacks its database.
  Projector();
  ~Projector();
  /// None where the system does not reach.
  [[nodiscard]] std::optional<Coordinate> from_wgs84(double longitude, double latitude, Crs to) const;
  /// The smallest extent in WGS84 that holds a box of another system.
  [[nodiscard]] std::optional<releases::Extent> extent_of(const releases::Extent& box, Crs crs) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sas::portal
