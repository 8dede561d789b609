#pragma once
#include <string>
#include <vector>

#include "html/html.h"
#include "html/point_map.h"

/// How lines and areas lie over the city: an image with a title and a description, without scripts and without tiles of
/// others. What it shows stands beside it in words (WCAG 1.1.1).
namespace sas::html {

struct DrawnShape {
  enum class Kind { points, lines, areas } kind = Kind::areas;
  std::vector<std::vector<Position>> paths;  ///< of areas borders and holes: a place in an odd number is in the area
};

struct ShapeMap {
  std::string id;  ///< unique on the page
  std::string title;
  std::string description;         ///< says in words what is drawn
  std::vector<DrawnShape> shapes;  ///< the first is drawn first, beneath the others
};
/// Nothing without shapes.
[[nodiscard]] Html shape_map(const ShapeMap& map);

}  // namespace sas::html
