#pragma once
#include <optional>

namespace sas::feeds {

/// A place on earth, degrees, WGS84 (as ETRS89 to within a metre).
struct Place {
  double longitude = 0;
  double latitude = 0;
};

/// From the Dutch grid (RD, EPSG:28992, metres) to WGS84 with the approximating polynomials of Schreutelkamp and Strang
/// van Hees (2001): within 0.5 m in the Netherlands, enough to show where a sensor stands and not for land survey (that
/// is RDNAPTRANS). None outside the area RD is meant for: x 0..300 km, y 300..640 km.
[[nodiscard]] std::optional<Place> from_rd(double x, double y);

}  // namespace sas::feeds
