#include <doctest/doctest.h>
#include <fmt/format.h>
#include <geos_c.h>

#include <cmath>
#include <memory>
#include <numbers>

#include "base/text.h"
#include "shapes/forms.h"
#include "shapes/measures.h"

using namespace sas::shapes;

namespace {

std::string canonical(std::string_view text) {
  const auto shape = shape_from_text(text);
  return shape ? text_of(*shape) : shape.error().code;
}

std::string from_json(std::string_view text) {
  const auto shape = shape_from_geojson(sas::json::parse(text)->as_object());
  return shape ? text_of(*shape) : shape.error().code;
}

constexpr std::string_view kWithHole =
    "POLYGON ((6.09 52.51, 6.11 52.51, 6.11 52.53, 6.09 52.53, 6.09 52.51), "
    "(6.1 52.52, 6.1 52.525, 6.105 52.525, 6.105 52.52, 6.1 52.52))";

// Another reader of the same bytes: the standard as GEOS understands it.
std::string as_geos_reads(const std::string& wkb) {
  GEOSContextHandle_t handle = GEOS_init_r();
  GEOSWKBReader* reader = GEOSWKBReader_create_r(handle);
  GEOSGeometry* geometry =
      GEOSWKBReader_read_r(handle, reader, reinterpret_cast<const unsigned char*>(wkb.data()), wkb.size());
  std::string out = "unreadable";
  if (geometry != nullptr) {
    GEOSWKTWriter* writer = GEOSWKTWriter_create_r(handle);
    GEOSWKTWriter_setTrim_r(handle, writer, 1);
    char* text = GEOSWKTWriter_write_r(handle, writer, geometry);
    out = text;
    GEOSFree_r(handle, text);
    GEOSWKTWriter_destroy_r(handle, writer);
    GEOSGeom_destroy_r(handle, geometry);
  }
  GEOSWKBReader_destroy_r(handle, reader);
  GEOS_finish_r(handle);
  return out;
}

std::string circle(std::size_t corners) {
  std::string out = "POLYGON ((";
  for (std::size_t i = 0; i <= corners; ++i) {
    const double angle = 2 * std::numbers::pi * static_cast<double>(i % corners) / static_cast<double>(corners);
    out += fmt::format("{}{:.7f} {:.7f}", i == 0 ? "" : ", ", 6.09 + 0.01 * std::cos(angle),
                       52.51 + 0.01 * std::sin(angle));
  }
  return out + "))";
}

}  // namespace

TEST_CASE("every kind of shape has one text") {
  for (const std::string_view text :
       {"POINT (6.09 52.51)", "LINESTRING (6.09 52.51, 6.1 52.52)", "MULTIPOINT ((6.09 52.51), (6.1 52.52))",
        "MULTILINESTRING ((6.09 52.51, 6.1 52.52), (6 52, 6.0000001 52))", "POINT (-0.5 -52)",
        "MULTIPOLYGON (((6 52, 6.1 52, 6.1 52.1, 6 52)), ((7 52, 7.1 52, 7.1 52.1, 7 52)))"}) {
    CHECK(canonical(text) == text);
    CHECK(is_shape(text));
  }
  CHECK(canonical(kWithHole) == kWithHole);
  CHECK(is_shape(kWithHole));
}

TEST_CASE("other ways of writing become the one text, and are not it") {
  const auto becomes = [](std::string_view text, std::string_view wanted) {
    CHECK(canonical(text) == wanted);
    CHECK_FALSE(is_shape(text));
  };
  becomes("  point( 6.0900 \t 52.51000000 ) ", "POINT (6.09 52.51)");
  becomes("POINT (6.09000004 -0.00000001)", "POINT (6.09 0)");
  becomes("MULTIPOINT (6.09 52.51, 6.1 52.52)", "MULTIPOINT ((6.09 52.51), (6.1 52.52))");
  becomes("LINESTRING(6 52,6 52,6.1 52.1)", "LINESTRING (6 52, 6.1 52.1)");
  // Clockwise outside, counter-clockwise inside: turned (RFC 7946, 3.1.6).
  becomes("POLYGON ((0 0, 0 9, 9 9, 9 0, 0 0), (1 1, 2 1, 2 2, 1 1))",
          "POLYGON ((0 0, 9 0, 9 9, 0 9, 0 0), (1 1, 2 2, 2 1, 1 1))");
  becomes("POINT (6.1e0 52)", "POINT (6.1 52)");
}

TEST_CASE("what is no shape is told by name") {
  for (const std::string_view text : {"",
                                      "POINT",
                                      "POINT EMPTY",
                                      "POINT (6.09)",
                                      "POINT (6.09 52.51",
                                      "POINT (6.09 52.51) x",
                                      "POINT (6.09, 52.51)",
                                      "POINT (nan 52)",
                                      "POINT (inf 52)",
                                      "POINT (1e300 52)",
                                      "POINT (6 91)",
                                      "POINT (181 52)",
                                      "PUNT (6 52)",
                                      "SRID=4326;POINT (6 52)",
                                      "POLYGON ((6 52, 6.1 52, 6.1 52.1, 6 52.0001))",
                                      "POLYGON (6 52, 6.1 52, 6.1 52.1)",
                                      "POLYGON EMPTY",
                                      "MULTIPOLYGON ()",
                                      "POINT Z (6 52 1)",
                                      "POINTZ (6 52 1)",
                                      "LINESTRING M (6 52 1, 7 52 2)",
                                      "POINT (6 52 1)",
                                      "POINT ((6 52))",
                                      "MULTIPOINT ((6 52, 7 52))"})
    CHECK_MESSAGE(canonical(text) == "shape-invalid", text);
  for (const std::string_view text :
       {"GEOMETRYCOLLECTION (POINT (6 52))", "CIRCULARSTRING (0 0, 1 1, 2 0)", "TIN (((0 0, 1 0, 0 1, 0 0)))"})
    CHECK_MESSAGE(canonical(text) == "shape-unsupported", text);
  for (const std::string_view text :
       {"POLYGON ((0 0, 9 9, 9 0, 0 9, 0 0))", "POLYGON ((0 0, 1 0, 2 0, 0 0))", "POLYGON ((0 0, 1 0, 0 0))",
        "LINESTRING (6 52, 6 52)", "POLYGON ((0 0, 9 0, 9 9, 0 9, 0 0), (20 20, 20 21, 21 21, 20 20))",
        "MULTIPOLYGON (((0 0, 9 0, 9 9, 0 0)), ((1 0.5, 8 0.5, 8 7, 1 0.5)))"})
    CHECK_MESSAGE(canonical(text) == "shape-broken", text);
  CHECK(shape_from_text("POLYGON ((0 0, 9 8, 9 0, 0 9, 0 0))").error().detail == "Self-intersection");
}

TEST_CASE("a height is told apart from what cannot be read") {
  CHECK(shape_from_text("POINT (6 52 1)").error().detail.find("heights") != std::string::npos);
  CHECK(shape_from_text("POINT ZM (6 52 1 1)").error().detail.find("heights") != std::string::npos);
}

TEST_CASE("GeoJSON gives the same shapes, without heights") {
  CHECK(from_json(R"({"type":"Point","coordinates":[6.09,52.51,3.5]})") == "POINT (6.09 52.51)");
  CHECK(from_json(R"({"type":"LineString","coordinates":[[6,52],[7,52]]})") == "LINESTRING (6 52, 7 52)");
  CHECK(from_json(R"({"type":"Point","coordinates":[6,52,1,1]})") == "shape-invalid");
  CHECK(from_json(R"({"type":"Point","coordinates":["6",52]})") == "shape-invalid");
  CHECK(from_json(R"({"type":"Point","coordinates":[]})") == "shape-invalid");
  CHECK(from_json(R"({"type":"Point"})") == "shape-invalid");
  CHECK(from_json(R"({"type":"Polygon","coordinates":[[6,52],[7,52]]})") == "shape-invalid");
  CHECK(from_json(R"({"type":"Feature","coordinates":[6,52]})") == "shape-invalid");
  CHECK(from_json(R"({"type":"GeometryCollection","geometries":[]})") == "shape-unsupported");
  CHECK(from_json(R"({"type":"Polygon","coordinates":[[[0,0],[9,9],[9,0],[0,9],[0,0]]]})") == "shape-broken");
}

TEST_CASE("what is written as GeoJSON is read back as it was") {
  for (const std::string_view text : {"POINT (6.09 52.51)", "MULTIPOINT ((6.09 52.51), (6.1 52.52))",
                                      "LINESTRING (6 52, 7 52)", "MULTILINESTRING ((6 52, 7 52), (6 53, 7 53))",
                                      "MULTIPOLYGON (((6 52, 6.1 52, 6.1 52.1, 6 52)))", kWithHole.data()})
    CHECK(from_json(geojson_of(*shape_from_text(text))) == text);
  CHECK(geojson_of(*shape_from_text("MULTIPOINT ((6.09 52.51))")) ==
        R"({"type":"MultiPoint","coordinates":[[6.09,52.51]]})");
}

TEST_CASE("another library reads the binary as the same shape") {
  CHECK(sas::hex(wkb_of(*shape_from_text("POINT (1 2)"))) == "0101000000000000000000f03f0000000000000040");
  for (const std::string_view text :
       {"POINT (6.25 52.5)", "LINESTRING (6 52, 7 52)", "POLYGON ((6 52, 7 52, 7 53, 6 52))",
        "MULTILINESTRING ((6 52, 7 52), (6 53, 7 53))", "MULTIPOLYGON (((6 52, 7 52, 7 53, 6 52)))"})
    CHECK(as_geos_reads(wkb_of(*shape_from_text(text))) == text);
  CHECK(as_geos_reads(wkb_of(*shape_from_text("MULTIPOINT ((6 52), (7 52))"))).starts_with("MULTIPOINT"));
}

TEST_CASE("a shape of too many vertices is refused") {
  std::string text = "LINESTRING (0 0";
  for (std::size_t i = 1; i < kMostVertices; ++i) text += i % 2 == 0 ? ", 0 0" : ", 1 1";
  CHECK(vertices(*shape_from_text(text + ")")) == kMostVertices);
  CHECK(shape_from_text(text + ", 0 0)").error().code == "shape-too-large");
}

TEST_CASE("surface and length are those of the ellipsoid") {
  // The same square added up in strips of the ellipsoid: M * N * cos(latitude).
  constexpr double a = 6'378'137, f = 1 / 298.257223563, e2 = f * (2 - f), degree = std::numbers::pi / 180;
  double wanted = 0;
  constexpr int strips = 1'000;
  for (int i = 0; i < strips; ++i) {
    const double latitude = (52.5 + 0.01 * (i + 0.5) / strips) * degree;
    const double w2 = 1 - e2 * std::sin(latitude) * std::sin(latitude);
    wanted += a * (1 - e2) / (w2 * std::sqrt(w2)) * a / std::sqrt(w2) * std::cos(latitude) * (0.01 / strips) * degree *
              (0.01 * degree);
  }
  const auto square = shape_from_text("POLYGON ((6 52.5, 6.01 52.5, 6.01 52.51, 6 52.51, 6 52.5))");
  CHECK(area_m2(*square) == doctest::Approx(wanted).epsilon(1e-7));
  // A quarter of a meridian is 10,001,965.729 m.
  std::string meridian = "LINESTRING (6 0";
  for (int i = 1; i <= 90; ++i) meridian += fmt::format(", 6 {}", i);
  CHECK(length_m(*shape_from_text(meridian + ")")) == doctest::Approx(10'001'965.729).epsilon(1e-5));
  CHECK(area_m2(*shape_from_text("LINESTRING (6 52, 7 52)")) == 0);
  CHECK(area_m2(*shape_from_text(kWithHole)) ==
        doctest::Approx(
            area_m2(*shape_from_text("POLYGON ((6.09 52.51, 6.11 52.51, 6.11 52.53, 6.09 52.53, 6.09 52.51))")) -
            area_m2(*shape_from_text("POLYGON ((6.1 52.52, 6.105 52.52, 6.105 52.525, 6.1 52.525, 6.1 52.52))")))
            .epsilon(1e-9));
}

TEST_CASE("the box holds all parts") {
  const Box box = box_of(*shape_from_text("MULTILINESTRING ((6 52, 7 53), (5 52.5, 6 51))"));
  CHECK(box == Box{5, 51, 7, 53});
  CHECK(vertices(*shape_from_text(circle(100))) == 101);
}
