#include "html/map_projection.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace sas::html {
namespace {

constexpr double wide = 420;
constexpr double edge = 22;
constexpr double tallest = 520;
constexpr double least = 0.004;  // some 300 m, so that one place is not a map of nothing

}  // namespace

MapProjection::MapProjection(const std::vector<Position>& what) {
  bool any = false;
  for (const Position& p : what) {
    west_ = any ? std::min(west_, p.longitude) : p.longitude;
    east_ = any ? std::max(east_, p.longitude) : p.longitude;
    south_ = any ? std::min(south_, p.latitude) : p.latitude;
    north_ = any ? std::max(north_, p.latitude) : p.latitude;
    any = true;
  }
  if (east_ - west_ < least) west_ -= least, east_ += least;
  if (north_ - south_ < least) south_ -= least, north_ += least;
  squeeze_ = std::cos((south_ + north_) / 2 * std::numbers::pi / 180);
  scale_ = (wide - 2 * edge) / ((east_ - west_) * squeeze_);
  scale_ = std::min(scale_, (tallest - 2 * edge) / (north_ - south_));
}

double MapProjection::x(const Position& p) const {
  return wide / 2 + (p.longitude - (west_ + east_) / 2) * squeeze_ * scale_;
}

double MapProjection::y(const Position& p) const {
  return edge + (north_ - p.latitude) * scale_;
}

double MapProjection::width() const {
  return wide;
}

double MapProjection::height() const {
  return (north_ - south_) * scale_ + 2 * edge;
}

bool MapProjection::is_inside(double x, double y) const {
  return x > edge && x < wide - edge && y > edge && y < height() - edge;
}

}  // namespace sas::html
