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

TEST_CASE("a shape of a million corners is refused before it costs anything") {
  std::string corners;
  for (int i = 0; i < 1'000'000; ++i) corners += "[6.1,52.5],";
  corners += "[6.1,52.5]";
  const std::string text = R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":)"
                           R"({"type":"Polygon","coordinates":[[)" +
                           corners + "]]}}]}";
  sas::test::TempFolder folder;
  std::ofstream(folder.text() + "/vlak.geojson") << text;
  const auto read = read_geojson(folder.text() + "/vlak.geojson", [](Cells) -> Result<Done> { return Done{}; });
  CHECK(read.error().code == "geometry-unsupported");
}

TEST_CASE("shapes, other coordinates, nested properties and files that are too large are refused with a reason") {
  CHECK(refusal(collection(kTree)).empty());
  CHECK(refusal(collection(R"({"geometry":{"type":"Polygon","coordinates":[]},"properties":{}})")) ==
        "geometry-unsupported");
  CHECK(refusal(collection(R"({"geometry":{"type":"Point","coordinates":[203000,503000]},"properties":{}})")) ==
        "geometry-unsupported");
  CHECK(refusal(collection(kTree, R"("crs":{"properties":{"name":"urn:ogc:def:crs:EPSG::28992"}},)")) ==
        "crs-unsupported");
  CHECK(refusal(collection(kTree, R"("crs":{"properties":{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}},)")).empty());
  CHECK(refusal(collection(R"({"geometry":null,"properties":{"wie":{"naam":"Karel"}}})")) == "property-nested");
  CHECK(refusal(R"({"type":"Topology"})") == "geojson-invalid");
  CHECK(refusal("{") == "json-invalid");
  std::string vertices;
  for (int i = 0; i < 1'000'000; ++i) vertices += "[6.0953123,52.5101123,0.000000001,1],";
  CHECK(refusal(collection(R"({"geometry":{"type":"LineString","coordinates":[)" + vertices + "[6,52]]}}")) ==
        "file-too-large");
}
