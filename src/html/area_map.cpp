#include "html/area_map.h"

#include <algorithm>
#include <cmath>

#include "html/map_projection.h"
#include "html/svg_parts.h"

namespace sas::html {
namespace {

using namespace svg;

constexpr double finest = 0.7;  // of the drawing; corners nearer to each other are one
constexpr int shades = 5;

struct Mark {
  double x = 0, y = 0, surface = 0;
};

/// The centre of gravity of a ring in the drawing, and twice its surface.
Mark mark_of(const MapRing& ring, const MapProjection& to) {
  Mark out;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const Position &a = ring[i], &b = ring[(i + 1) % ring.size()];
    const double cross = to.x(a) * to.y(b) - to.x(b) * to.y(a);
    out.x += (to.x(a) + to.x(b)) * cross;
    out.y += (to.y(a) + to.y(b)) * cross;
    out.surface += cross;
  }
  if (out.surface == 0) return {};
  return {out.x / (3 * out.surface), out.y / (3 * out.surface), std::abs(out.surface)};
}

std::string outline(const std::vector<MapRing>& rings, const MapProjection& to) {
  std::string d;
  for (const MapRing& ring : rings) {
    double x = 0, y = 0;
    for (std::size_t i = 0; i < ring.size(); ++i) {
      const double next_x = to.x(ring[i]), next_y = to.y(ring[i]);
      if (i > 0 && std::abs(next_x - x) < finest && std::abs(next_y - y) < finest) continue;
      d += (i == 0 ? "M" : "L") + place(next_x) + " " + place(next_y);
      x = next_x, y = next_y;
    }
    if (!ring.empty()) d += "Z";
  }
  return d;
}

Html area(const MapArea& one, const MapProjection& to) {
  Mark mark;
  for (const MapRing& ring : one.rings)
    if (const Mark other = mark_of(ring, to); other.surface > mark.surface) mark = other;
  std::string kind = "sas-map__area sas-map__area--" + std::to_string(std::clamp(one.shade, 0, shades));
  if (one.chosen == MapArea::Chosen::yes) kind += " sas-map__area--chosen";
  const Html drawn = el("title", {}, {Html(one.label)}) +
                     el("path", {{"class", kind}, {"d", outline(one.rings, to)}, {"fill-rule", "evenodd"}}) +
                     el("text",
                        {{"class", "sas-map__number sas-map__number--on"},
                         {"x", place(mark.x)},
                         {"y", place(mark.y + 4.5)},
                         {"text-anchor", "middle"}},
                        {Html(one.number)});
  if (one.url.empty()) return el("g", {}, {drawn});
  return el("a", {{"href", one.url}, {"aria-label", one.label}}, {drawn});
}

}  // namespace

int shade_of(double value, double lowest, double highest) {
  if (!(highest > lowest)) return (1 + shades) / 2;
  const double part = (value - lowest) / (highest - lowest);
  return 1 + std::clamp(static_cast<int>(part * shades), 0, shades - 1);
}

Html area_map(const AreaMap& map) {
  std::vector<Position> corners;
  for (const MapArea& one : map.areas)
    for (const MapRing& ring : one.rings) corners.insert(corners.end(), ring.begin(), ring.end());
  const MapProjection to(corners);
  Html content;
  for (const MapArea& one : map.areas) content += area(one, to);
  return map_drawing(map.id, map.title + ". " + map.description, to.width(), to.height(), content);
}

}  // namespace sas::html
