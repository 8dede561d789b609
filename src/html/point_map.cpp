#include "html/point_map.h"

#include "html/map_projection.h"
#include "html/svg_parts.h"

namespace sas::html {
namespace {

using namespace svg;

std::string_view name_of(MapLine::Kind kind) {
  switch (kind) {
    case MapLine::Kind::water:
      return "water";
    case MapLine::Kind::rail:
      return "rail";
    case MapLine::Kind::edge:
      return "border";
  }
  return "border";
}

std::string_view name_of(MapPoint::Tone tone) {
  switch (tone) {
    case MapPoint::Tone::calm:
      return "calm";
    case MapPoint::Tone::ok:
      return "ok";
    case MapPoint::Tone::warning:
      return "warning";
    case MapPoint::Tone::quiet:
      return "quiet";
  }
  return "calm";
}

Html line(const MapLine& line, const MapProjection& to) {
  std::string d;
  for (const Position& p : line.points) d += (d.empty() ? "M" : "L") + place(to.x(p)) + " " + place(to.y(p));
  Html out = path(name_of(line.kind), d);
  if (!line.name.empty() && !line.points.empty()) {
    const Position& middle = line.points[line.points.size() / 2];
    const double x = to.x(middle), y = to.y(middle);
    if (to.is_inside(x, y)) out += words("place", x, y - 6, "middle", line.name);
  }
  return out;
}

Html point(const MapPoint& point, const MapProjection& to) {
  const double x = to.x(point.at), y = to.y(point.at);
  const std::string tone(name_of(point.tone));
  return el(
      "a", {{"href", point.url}, {"aria-label", point.label}},
      {el("title", {}, {Html(point.label)}),
       el("circle",
          {{"class", "sas-map__spot sas-map__spot--" + tone}, {"cx", place(x)}, {"cy", place(y)}, {"r", "13"}}),
       el("text", {{"class", "sas-map__number"}, {"x", place(x)}, {"y", place(y + 4.5)}, {"text-anchor", "middle"}},
          {Html(point.number)})});
}

}  // namespace

Html point_map(const PointMap& map) {
  // The places decide what is shown; lines are cut off at the edge.
  std::vector<Position> places;
  for (const MapPoint& one : map.points) places.push_back(one.at);
  const MapProjection to(places);
  Html content;
  for (const MapLine& one : map.lines) content += line(one, to);
  for (const MapPoint& one : map.points) content += point(one, to);
  return map_drawing(map.id, map.title + ". " + map.description, to.width(), to.height(), content);
}

}  // namespace sas::html
