#pragma once
#include <string>
#include <vector>

#include "html/html.h"
#include "html/point_map.h"

/// A map of areas, each as dark as its value is high: no tiles of others, no scripts. The list of the same areas with
/// their values stands beside it, so that the shade says nothing alone (WCAG 1.4.1).
namespace sas::html {

using MapRing = std::vector<Position>;

struct MapArea {
  std::vector<MapRing> rings;  ///< borders and holes; a place in an odd number of them is in the area
  std::string number;          ///< short; the same number stands in the list
  std::string label;           ///< spoken, and shown when pointed at: its name and value
  std::string url;             ///< where it leads; empty: nowhere
  int shade = 0;               ///< 0: no value; 1 (low) to 5 (high)
  enum class Chosen { no, yes } chosen = Chosen::no;
};

struct AreaMap {
  std::string id;  ///< unique on the page
  std::string title;
  std::string description;
  std::vector<MapArea> areas;
};
[[nodiscard]] Html area_map(const AreaMap& map);

/// 1 to 5 for a value between the lowest and the highest; 3 when these are equal.
[[nodiscard]] int shade_of(double value, double lowest, double highest);

}  // namespace sas::html
