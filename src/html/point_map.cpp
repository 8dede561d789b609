#include "html/point_map.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "html/svg_parts.h"

namespace sas::html {
namespace {

using namespace svg;

constexpr double wide = 420;
constexpr double edge = 22;
constexpr double tallest = 520;

// A city is small enough for a flat map: a degree of longitude is shorter by the cosine of the latitude.
class Projection {
 public:
  explicit Projection(const PointMap& map) {
    bool any = false;
    const auto take = [&](const Position& p) {
      west_ = any ? std::min(west_, p.longitude) : p.longitude;
      east_ = any ? std::max(east_, p.longitude) : p.longitude;
      south_ = any ? std::min(south_, p.latitude) : p.latitude;
      north_ = any ? std::max(north_, p.latitude) : p.latitude;
      any = true;
    };
    // The places decide what is shown; lines are cut off at the edge.
    for (const MapPoint& point : map.points) take(point.at);
    const double least = 0.004;  // some 300 m, so that one place is not a map of nothing
    if (east_ - west_ < least) west_ -= least, east_ += least;
    if (north_ - south_ < least) south_ -= least, north_ += least;
    squeeze_ = std::cos((south_ + north_) / 2 * std::numbers::pi / 180);
    scale_ = (wide - 2 * edge) / ((east_ - west_) * squeeze_);
    scale_ = std::min(scale_, (tallest - 2 * edge) / (north_ - south_));
  }
  [[nodiscard]] double x(const Position& p) const {
    return wide / 2 + (p.longitude - (west_ + east_) / 2) * squeeze_ * scale_;
  }
  [[nodiscard]] double y(const Position& p) const { return edge + (north_ - p.latitude) * scale_; }
  [[nodiscard]] double height() const { return (north_ - south_) * scale_ + 2 * edge; }

 private:
  double west_ = 0, east_ = 0, south_ = 0, north_ = 0, squeeze_ = 1, scale_ = 1;
};

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

Html line(const MapLine& line, const Projection& to) {
  std::string d;
  for (const Position& p : line.points) d += (d.empty() ? "M" : "L") + place(to.x(p)) + " " + place(to.y(p));
  Html out = path(name_of(line.kind), d);
  if (!line.name.empty() && !line.points.empty()) {
    const Position& middle = line.points[line.points.size() / 2];
    const double x = to.x(middle), y = to.y(middle);
    if (x > edge && x < wide - edge && y > edge && y < to.height() - edge)
      out += words("place", x, y - 6, "middle", line.name);
  }
  return out;
}

Html point(const MapPoint& point, const Projection& to) {
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
  const Projection to(map);
  Html content = rectangle("ground", 0, 0, wide, to.height());
  for (const MapLine& one : map.lines) content += line(one, to);
  for (const MapPoint& one : map.points) content += point(one, to);
  // A group and not an image: the places in it are links.
  return el("svg",
            {{"class", "sas-chart sas-map"},
             {"viewBox", "0 0 " + place(wide) + " " + place(to.height())},
             {"role", "group"},
             {"aria-labelledby", map.id + "-title"}},
            {el("title", {{"id", map.id + "-title"}}, {Html(map.title + ". " + map.description)}), content});
}

}  // namespace sas::html
