#include "shapes/meets.h"

#include <doctest/doctest.h>

#include "shapes/forms.h"

using namespace sas::shapes;

namespace {

Shape shape(const char* text) {
  return shape_from_text(text).value();
}

}  // namespace

TEST_CASE("a box meets an area at its border, in its middle and around it, and not in its hole") {
  const Shape ring = shape("POLYGON ((0 0, 10 0, 10 10, 0 10, 0 0), (3 3, 3 7, 7 7, 7 3, 3 3))");
  CHECK(meets(ring, {-1, -1, 1, 1}));
  CHECK(meets(ring, {1, 1, 2, 2}));
  CHECK(meets(ring, {-5, -5, 15, 15}));
  CHECK(meets(ring, {10, 10, 12, 12}));
  CHECK_FALSE(meets(ring, {4, 4, 6, 6}));
  CHECK_FALSE(meets(ring, {10.1, 0, 12, 10}));
  // Within its box and not within itself.
  const Shape corner = shape("POLYGON ((0 0, 10 0, 0 10, 0 0))");
  CHECK_FALSE(meets(corner, {8, 8, 9, 9}));
  CHECK(meets(corner, {4, 4, 9, 9}));
}

TEST_CASE("a box meets a line that goes through it without a corner in it, and a point on its edge") {
  const Shape line = shape("LINESTRING (0 0, 10 10)");
  CHECK(meets(line, {4, 3, 5, 6}));
  CHECK_FALSE(meets(line, {6, 1, 9, 3}));
  const Shape points = shape("MULTIPOINT ((1 1), (5 5))");
  CHECK(meets(points, {5, 5, 6, 6}));
  CHECK_FALSE(meets(points, {2, 2, 4, 4}));
  CHECK(meets(shape("MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)), ((5 5, 6 5, 6 6, 5 5)))"), {5.5, 5.1, 5.6, 5.2}));
}
