#pragma once
#include <string>
#include <vector>

#include "base/random.h"

/// Drawing on the map of a town, as text. Written without the reader of shapes, so that neither hides what the other
/// does wrong. Test support only.
namespace sas::redteam {

struct Spot {
  double x = 0, y = 0;  ///< degrees
};
using Spots = std::vector<Spot>;

/// Somewhere in town.
[[nodiscard]] Spot somewhere(SeededRandom& random);
[[nodiscard]] Spot moved(const Spot& spot, double metres_east, double metres_north);
/// Four corners, a little askew, against the clock and closed.
[[nodiscard]] Spots block(SeededRandom& random, const Spot& corner, double metres_wide, double metres_deep);
/// A walk or ride: a place every few metres, hardly ever straight.
[[nodiscard]] Spots journey(SeededRandom& random, const Spot& home, std::size_t places);

/// "6.0953 52.5101, ...", without brackets.
[[nodiscard]] std::string spots_text(const Spots& spots);
[[nodiscard]] std::string area_text(const Spots& ring);
[[nodiscard]] std::string line_text(const Spots& line);
[[nodiscard]] std::string point_text(const Spot& spot);
/// One JSON list of positions.
[[nodiscard]] std::string spots_json(const Spots& spots);
/// Well-known binary of a line; `srid` 0 for none (EWKB otherwise).
[[nodiscard]] std::string line_binary(const Spots& line, unsigned srid);
/// An encoded polyline with five decimals.
[[nodiscard]] std::string polyline_text(const Spots& line);

}  // namespace sas::redteam
