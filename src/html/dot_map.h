#pragma once
#include <string>
#include <vector>

#include "html/html.h"
#include "html/point_map.h"

/// Where things are, as dots without names: how a table lies over the city. Like charts.h: role=img, title and
/// description.
namespace sas::html {

struct Dot {
  Position at;
  double weight = 1;  ///< how many things there are; the surface of the dot follows it
};

struct DotMap {
  std::string id;  ///< unique on the page
  std::string title;
  std::string description;  ///< says in words what the dots show
  std::vector<Dot> dots;
};
[[nodiscard]] Html dot_map(const DotMap& map);

}  // namespace sas::html
