#include "html/shape_map.h"

#include <cmath>

#include "html/map_projection.h"
#include "html/svg_parts.h"

namespace sas::html {
namespace {

constexpr double finest = 0.5;  // of the drawing; corners nearer to each other are one
constexpr double dot = 3;

std::string outline(const std::vector<Position>& path, const MapProjection& to) {
  std::string out;
  double x = 0, y = 0;
  for (std::size_t i = 0; i < path.size(); ++i) {
    const double next_x = to.x(path[i]), next_y = to.y(path[i]);
    const bool is_end = i == 0 || i + 1 == path.size();
    if (!is_end && std::abs(next_x - x) < finest && std::abs(next_y - y) < finest) continue;
    out += (i == 0 ? "M" : "L") + svg::place(next_x) + " " + svg::place(next_y);
    x = next_x, y = next_y;
  }
  return out;
}

Html drawn(const DrawnShape& shape, const MapProjection& to) {
  if (shape.kind == DrawnShape::Kind::points) {
    Html out;
    for (const auto& path : shape.paths)
      for (const Position& at : path)
        out += el("circle", {{"class", "sas-map__spot sas-map__spot--calm"},
                             {"cx", svg::place(to.x(at))},
                             {"cy", svg::place(to.y(at))},
                             {"r", svg::place(dot)}});
    return out;
  }
  const bool is_area = shape.kind == DrawnShape::Kind::areas;
  std::string d;
  for (const auto& path : shape.paths) d += outline(path, to) + (is_area ? "Z" : "");
  if (!is_area) return el("path", {{"class", "sas-map__line"}, {"d", d}});
  return el("path", {{"class", "sas-map__area sas-map__area--2"}, {"d", d}, {"fill-rule", "evenodd"}});
}

}  // namespace

Html shape_map(const ShapeMap& map) {
  std::vector<Position> corners;
  for (const DrawnShape& shape : map.shapes)
    for (const auto& path : shape.paths) corners.insert(corners.end(), path.begin(), path.end());
  if (corners.empty()) return {};
  const MapProjection to(corners);
  Html content = svg::rectangle("ground", 0, 0, to.width(), to.height());
  for (const DrawnShape& shape : map.shapes) content += drawn(shape, to);
  return svg::drawing(map.id, map.title, map.description, to.width(), to.height(), content);
}

}  // namespace sas::html
