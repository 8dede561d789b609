#pragma once
#include <vector>

#include "html/point_map.h"

/// From degrees to a drawing; private to this room.
namespace sas::html {

/// Shows `what` as large as fits, north up, with an edge around it. A city is small enough for a flat map: a degree of
/// longitude is shorter by the cosine of the latitude.
class MapProjection {
 public:
  explicit MapProjection(const std::vector<Position>& what);
  [[nodiscard]] double x(const Position& p) const;
  [[nodiscard]] double y(const Position& p) const;
  [[nodiscard]] double width() const;
  [[nodiscard]] double height() const;
  /// Whether words can stand here without being cut off.
  [[nodiscard]] bool is_inside(double x, double y) const;

 private:
  double west_ = 0, east_ = 0, south_ = 0, north_ = 0, squeeze_ = 1, scale_ = 1;
};

}  // namespace sas::html
