#pragma once
#include <string>
#include <vector>

#include "base/text.h"
#include "html/html.h"

/// A map of places as SVG, drawn here: no tiles of others, no scripts. The list of the same places stands beside it.
namespace sas::html {

struct Position {
  double longitude = 0;  ///< WGS84 degrees
  double latitude = 0;
};

struct MapPoint {
  Position at;
  std::string number;  ///< short; the same number stands in the list
  std::string label;   ///< spoken, and shown when pointed at
  std::string url;     ///< where it leads: a line of the list, or a page
  enum class Tone { calm, ok, warning, quiet } tone = Tone::calm;
};

/// Water, a road or a border that people know the city by.
struct MapLine {
  enum class Kind { water, rail, edge } kind = Kind::water;
  std::vector<Position> points;
  std::string name;  ///< written at its middle; may be empty
};

struct PointMap {
  std::string id;
  std::string title;
  std::string description;
  std::vector<MapLine> lines = {};
  std::vector<MapPoint> points;
};
[[nodiscard]] Html point_map(const PointMap& map);

}  // namespace sas::html
