#include "sensing/area_bands.h"

#include <doctest/doctest.h>

#include <cmath>
#include <random>
#include <string>

#include "sensing/area.h"

using namespace sas::sensing;

namespace {

using Ring = AreaBands::Ring;
using Corner = AreaBands::Corner;

/// How often a ring goes round a point, by the angles: nothing of bands in it.
int turns_round(const Ring& ring, double x, double y) {
  double angle = 0;
  for (std::size_t i = 1; i < ring.corners.size(); ++i) {
    const Corner a{ring.corners[i - 1].x - x, ring.corners[i - 1].y - y},
        b{ring.corners[i].x - x, ring.corners[i].y - y};
    angle += std::atan2(a.x * b.y - a.y * b.x, a.x * b.x + a.y * b.y);
  }
  return static_cast<int>(std::lround(angle / (2 * M_PI)));
}

bool plainly_inside(const std::vector<Ring>& rings, double x, double y) {
  bool out = false, in_polygon = false;
  for (const Ring& ring : rings) {
    const bool is_round = turns_round(ring, x, y) != 0;
    if (ring.kind == Ring::Kind::border) {
      out = out || in_polygon;
      in_polygon = is_round;
    } else {
      in_polygon = in_polygon && !is_round;
    }
  }
  return out || in_polygon;
}

using Random = std::mt19937;
double between(Random& random, double low, double high) {
  return std::uniform_real_distribution<double>(low, high)(random);
}

/// Corners at any distance in order of their angle; on a grid of a hundredth, so that many lie at one height. With
/// `rounds` of 2 it crosses itself.
Ring star(Random& random, Ring::Kind kind, Corner centre, double size, int rounds) {
  Ring out{kind, {}};
  const int corners = std::uniform_int_distribution<int>(3, 60)(random);
  for (int i = 0; i < corners; ++i) {
    const double angle = 2 * M_PI * rounds * i / corners, radius = between(random, 0.2, 1) * size;
    out.corners.push_back({std::round((centre.x + radius * std::cos(angle)) * 100) / 100,
                           std::round((centre.y + radius * std::sin(angle)) * 100) / 100});
  }
  out.corners.push_back(out.corners.front());
  return out;
}

std::vector<Ring> surface(Random& random) {
  std::vector<Ring> out;
  for (int parts = std::uniform_int_distribution<int>(1, 3)(random); parts > 0; --parts) {
    const Corner centre{between(random, 5, 7), between(random, 52, 53)};
    out.push_back(star(random, Ring::Kind::border, centre, 1, std::uniform_int_distribution<int>(1, 2)(random)));
    if (parts > 1) out.push_back(star(random, Ring::Kind::hole, centre, 0.2, 1));
  }
  return out;
}

}  // namespace

TEST_CASE("bands say of a point what going round it edge by edge says") {
  Random random(20261130);
  int inside = 0, near = 0, all = 0;
  for (int round = 0; round < 200; ++round) {
    const std::vector<Ring> rings = surface(random);
    const AreaBands bands(rings);
    for (int i = 0; i < 300; ++i) {
      // Half of the points lie at the height of corners.
      double x = between(random, 4, 8), y = between(random, 51, 54);
      if (i % 2 == 0) y = std::round(y * 100) / 100;
      const AreaBands::Place place = bands.place_of(x, y);
      ++all;
      near += place == AreaBands::Place::at_border ? 1 : 0;
      inside += place == AreaBands::Place::inside ? 1 : 0;
      if (place != AreaBands::Place::at_border)
        REQUIRE((place == AreaBands::Place::inside) == plainly_inside(rings, x, y));
    }
  }
  CHECK(inside > all / 20);
  CHECK(near < all / 100);
}

TEST_CASE("corners and points on an edge are too close to a border to tell") {
  const AreaBands bands({{Ring::Kind::border, {{6, 52}, {7, 52}, {7, 53}, {6, 52}}}});
  for (const Corner at : {Corner{6, 52}, Corner{7, 52.5}, Corner{6.3, 52}, Corner{6.5, 52.5}})
    CHECK(bands.place_of(at.x, at.y) == AreaBands::Place::at_border);
  CHECK(bands.place_of(6.5, 52.49) == AreaBands::Place::inside);
  CHECK(bands.place_of(6.5, 52.51) == AreaBands::Place::outside);
  CHECK(bands.place_of(5.9, 52) == AreaBands::Place::outside);
  CHECK(bands.place_of(NAN, NAN) == AreaBands::Place::outside);
}

TEST_CASE("a surface without height or edges has no inside") {
  CHECK(AreaBands({}).place_of(0, 0) == AreaBands::Place::outside);
  const AreaBands flat({{Ring::Kind::border, {{6, 52}, {7, 52}, {6, 52}}}});
  CHECK(flat.place_of(6.5, 52.1) == AreaBands::Place::outside);
}

TEST_CASE("a border belongs to the area, and the one whose code comes first has what two share") {
  const auto shape = [](const char* ring) { return R"({"type":"Polygon","coordinates":[)" + std::string(ring) + "]}"; };
  const AreaIndex index({{"B", "", "", shape("[[6,52],[7,52],[7,53],[6,53],[6,52]]")},
                         {"A", "", "", shape("[[7,52],[8,52],[8,53],[7,53],[7,52]]")}});
  REQUIRE(index.at(7, 52.5) != nullptr);
  CHECK(index.at(7, 52.5)->code == "A");
  CHECK(index.at(6, 52)->code == "B");
  CHECK(index.at(6.5, 53)->code == "B");
  CHECK(index.at(8.0001, 52.5) == nullptr);
}
