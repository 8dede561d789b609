#include "opendata/geojson_file.h"

#include <doctest/doctest.h>

#include <fstream>

#include "opendata/intake.h"
#include "test_stores.h"

using namespace sas;
using namespace sas::opendata;

namespace {

struct Brought {
  explicit Brought(const std::string& text) { std::ofstream(path(), std::ios::binary) << text; }
  sas::test::TempFolder folder;
  [[nodiscard]] std::string path() const { return folder.text() + "/bestand.geojson"; }
};

std::string collection(const std::string& features, const std::string& more = "") {
  return R"({"type":"FeatureCollection",)" + more + R"("features":[)" + features + "]}";
}
const std::string kTree =
    R"({"type":"Feature","geometry":{"type":"Point","coordinates":[6.0953,52.5101]},"properties":{"soort":"eik","hoogte":7.5}})";

std::string refusal(const std::string& text) {
  const Brought file(text);
  const auto read = read_geojson(file.path(), [](Cells) -> Result<Done> { return Done{}; });
  return read ? "" : read.error().code;
}

}  // namespace

TEST_CASE("every property of every point is in a column, also one that a single feature has") {
  const Brought file(collection(
      kTree +
      R"(,{"type":"Feature","geometry":null,"properties":{"soort":"es","eigenaar":"Karel","open":true,"leeg":null}})"));
  const FileProposal proposal = look_at_file(file.path()).value();
  CHECK(proposal.sections[0].header ==
        std::vector<std::string>{"eigenaar", "hoogte", "leeg", "open", "soort", "lengte", "breedte"});
  CHECK(proposal.columns[1].type == releases::Type::decimal);
  Declaration declaration;
  declaration.file = proposal.form;
  declaration.columns = proposal.columns;
  const auto source = file_source(file.path(), declaration).value();
  const auto table = whole_table(*source, 100).value();
  CHECK(table.rows[0] == std::vector<std::string>{"", "7.5", "", "", "eik", "6.0953000", "52.5101000"});
  CHECK(table.rows[1] == std::vector<std::string>{"Karel", "", "", "true", "es", "", ""});
}

TEST_CASE("lines and areas come in as one column of shapes, points among them as well") {
  const Brought file(collection(
      kTree +
      R"(,{"geometry":{"type":"Polygon","coordinates":[[[6.1,52.5],[6.1,52.6],[6.2,52.6],[6.1,52.5]]]},"properties":{"soort":"perk"}})"
      R"(,{"geometry":{"type":"LineString","coordinates":[[6.1,52.5,3],[6.2,52.6,3]]},"properties":{}})"
      R"(,{"geometry":null,"properties":{"soort":"weg"}})"));
  const FileProposal proposal = look_at_file(file.path()).value();
  CHECK(proposal.sections[0].header == std::vector<std::string>{"hoogte", "soort", "vorm"});
  CHECK(proposal.columns[2].type == releases::Type::shape);
  CHECK(proposal.remarks.size() == 1);
  CHECK(proposal.remarks[0].code == "heights");
  Declaration declaration;
  declaration.file = proposal.form;
  declaration.columns = proposal.columns;
  const auto source = file_source(file.path(), declaration).value();
  const auto table = whole_table(*source, 100).value();
  CHECK(table.rows[0] == std::vector<std::string>{"7.5", "eik", "POINT (6.0953 52.5101)"});
  // Turned: an outer ring goes against the clock (RFC 7946, 3.1.6).
  CHECK(table.rows[1][2] == "POLYGON ((6.1 52.5, 6.2 52.6, 6.1 52.6, 6.1 52.5))");
  CHECK(table.rows[2][2] == "LINESTRING (6.1 52.5, 6.2 52.6)");
  CHECK(table.rows[3][2].empty());
}

TEST_CASE("a property called vorm keeps its name, and the shapes get another") {
  const Brought file(collection(
      R"({"geometry":{"type":"LineString","coordinates":[[6.1,52.5],[6.2,52.6]]},"properties":{"vorm":"rond"}})"));
  CHECK(look_at_file(file.path()).value().sections[0].header == std::vector<std::string>{"vorm", "vorm_"});
}

TEST_CASE("the file may be laid out in any way that JSON allows") {
  const std::string text =
      "\xef\xbb\xbf { \"name\" : \"a \\\" ] } b\", \"more\":{\"features\":[1,{\"x\":[]}]}, \"features\" :\n [ " +
      kTree + " ,\n" + kTree + " ] , \"bbox\":[1,2,3,4],\"crs\":null, \"type\"\n:\"FeatureCollection\" }\n";
  const Brought file(text);
  std::size_t rows = 0;
  const auto read = read_geojson(file.path(), [&](Cells) -> Result<Done> {
    ++rows;
    return Done{};
  });
  CHECK(read.has_value());
  CHECK(rows == 3);
}

TEST_CASE("a file that is no whole collection is refused with a reason") {
  CHECK(refusal(collection(kTree)).empty());
  CHECK(refusal("{") == "json-invalid");
  CHECK(refusal(collection(kTree).substr(0, 90)) == "json-invalid");
  CHECK(refusal(collection(kTree) + "x") == "json-invalid");
  CHECK(refusal(collection(kTree + ",7")) == "geojson-invalid");
  CHECK(refusal(collection(R"({"a":tru})")) == "json-invalid");
  CHECK(refusal(R"({"type":"Topology"})") == "geojson-invalid");
  CHECK(refusal(R"({"type":"Topology","features":[]})") == "geojson-invalid");
  CHECK(refusal(R"({"features":[]})") == "geojson-invalid");
  CHECK(refusal(R"({"type":"FeatureCollection","features":{}})") == "geojson-invalid");
  CHECK(refusal(collection("{\"a\":" + std::string(40, '[') + std::string(40, ']') + "}")) == "json-invalid");
}

TEST_CASE("shapes that cannot be one, other coordinates and nested properties are refused with a reason") {
  const auto shape = [](const std::string& type, const std::string& coordinates) {
    return refusal(
        collection(R"({"geometry":{"type":")" + type + R"(","coordinates":)" + coordinates + R"(},"properties":{}})"));
  };
  CHECK(shape("Point", "[203000,503000]") == "geometry-unsupported");
  CHECK(shape("Point", "[6,52,1,1]") == "geometry-unsupported");
  CHECK(shape("Polygon", "[]") == "shape-invalid");
  CHECK(shape("LineString", "[[203000,503000],[203001,503001]]") == "shape-invalid");
  CHECK(shape("LineString", "[[6,52,1,100],[6,53,1,200]]") == "shape-invalid");
  CHECK(shape("Polygon", "[[[0,0],[9,8],[9,0],[0,9],[0,0]]]") == "shape-broken");
  CHECK(refusal(collection(R"({"geometry":{"type":"GeometryCollection","geometries":[]}})")) == "shape-unsupported");
  CHECK(refusal(collection(kTree, R"("crs":{"properties":{"name":"urn:ogc:def:crs:EPSG::28992"}},)")) ==
        "crs-unsupported");
  CHECK(refusal(collection(kTree, R"("crs":{"properties":{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}},)")).empty());
  CHECK(refusal(collection(R"({"geometry":null,"properties":{"wie":{"naam":"Karel"}}})")) == "property-nested");
}

TEST_CASE("a feature of a million vertices is read, and a larger one refused before it is taken apart") {
  std::string vertices;
  for (int i = 0; i < 999'999; ++i) vertices += i % 2 == 0 ? "[6.0953123,52.5101123]," : "[6.0954,52.5101],";
  const auto line = [&](const std::string& more) {
    return collection(R"({"properties":{"soort":"lang"},"geometry":{"type":"LineString","coordinates":[)" + vertices +
                      more + "[6,52]]}}");
  };
  CHECK(refusal(line("")).empty());
  CHECK(refusal(line("[6,53],")) == "shape-too-large");
  CHECK(refusal(line(vertices)) == "feature-too-large");
}
