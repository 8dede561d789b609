#include "opendata/geo_convert.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "opendata/gate_fixture.h"
#include "opendata/intake.h"
#include "opendata/limited_child.h"
#include "test_stores.h"

using namespace sas;
using namespace sas::opendata;

namespace {

constexpr std::string_view kBins = R"({"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"soort":"glas","nummer":12},"geometry":{"type":"Point","coordinates":[6.0953,52.5101]}},
{"type":"Feature","properties":{"soort":"papier","nummer":13},"geometry":{"type":"Point","coordinates":[6.0851,52.5152]}}
]})";

constexpr std::string_view kParks = R"({"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"naam":"Park"},"geometry":{"type":"Polygon","coordinates":[[[6.09,52.51],[6.1,52.51],[6.1,52.52],[6.09,52.51]]]}},
{"type":"Feature","properties":{"naam":"Plas"},"geometry":{"type":"MultiPolygon","coordinates":[[[[6.2,52.51],[6.21,52.51],[6.21,52.52],[6.2,52.51]]]]}}
]})";
constexpr std::string_view kParksDeclared = R"(
title = {nl = "Parken", en = "Parks"}
summary = {nl = "Parken van de stad.", en = "Parks of the city."}
owner = "Stadsbeheer"
contact = "data@sassenpoort.example"
licence = "CC0-1.0"
themes = ["ENVI"]
source = "file"
origin = {nl = "De beheerkaart.", en = "The map of the gardeners."}
subject = "thing"
shape = "vorm"

[file]
encoding = "utf-8"
separator = ","
decimal = "point"
days = "iso"

[[column]]
name = "naam"
meaning = {nl = "naam", en = "name"}
type = "text"
class = "open"
kind = "thing-id"

[[column]]
name = "vorm"
meaning = {nl = "omtrek", en = "outline"}
type = "shape"
class = "open"
kind = "location"
precision = "exact"
)";
constexpr std::string_view kPaths = R"({"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"naam":"Pad"},"geometry":{"type":"LineString","coordinates":[[6.09,52.51,2.5],[6.1,52.52,3]]}}
]})";

// Made by GDAL itself, so that the file is what people bring; in the coordinates of the Dutch grid.
std::string made_by_gdal(const std::string& folder, const std::string& name, const std::string& driver,
                         std::string_view features = kBins, const std::string& more = "") {
  std::ofstream(folder + "/in.geojson") << features;
  const std::string command = "ogr2ogr -f '" + driver + "' -t_srs EPSG:28992 " + more + " '" + folder + "/" + name +
                              "' '" + folder + "/in.geojson' 2>/dev/null";
  REQUIRE(std::system(command.c_str()) == 0);
  return folder + "/" + name;
}

std::vector<std::vector<std::string>> rows_of(const std::string& path) {
  const auto proposal = look_at_file(path);
  REQUIRE(proposal.has_value());
  Declaration declaration;
  declaration.file = proposal->form;
  declaration.columns = proposal->columns;
  const auto source = file_source(path, declaration).value();
  std::vector<std::vector<std::string>> out{source->header()};
  CHECK(source
            ->rows([&](Cells cells) -> Result<Done> {
              out.emplace_back(cells.begin(), cells.end());
              return Done{};
            })
            .has_value());
  return out;
}

}  // namespace

TEST_CASE("a GeoPackage and a zipped Shapefile in the Dutch grid come in as points in degrees") {
  sas::test::TempFolder folder;
  for (const auto& [name, driver] : {std::pair{"bakken.gpkg", "GPKG"}, std::pair{"bakken.shz", "ESRI Shapefile"}}) {
    const auto rows = rows_of(made_by_gdal(folder.text(), name, driver));
    REQUIRE(rows.size() == 3);
    CHECK(rows[0] == std::vector<std::string>{"nummer", "soort", "lengte", "breedte"});
    CHECK(rows[1][1] == "glas");
    CHECK(rows[1][2].starts_with("6.0953"));
    CHECK(rows[1][3].starts_with("52.5101"));
  }
}

TEST_CASE("lines and areas of a GeoPackage and a Shapefile come in as shapes in degrees") {
  sas::test::TempFolder folder;
  for (const auto& [name, driver] : {std::pair{"parken.gpkg", "GPKG"}, std::pair{"parken.shz", "ESRI Shapefile"}}) {
    const auto rows = rows_of(made_by_gdal(folder.text(), name, driver, kParks));
    REQUIRE(rows.size() == 3);
    CHECK(rows[0] == std::vector<std::string>{"naam", "vorm"});
    CHECK(rows[1][1].starts_with("POLYGON ((6."));
  }
  const auto lines = rows_of(made_by_gdal(folder.text(), "paden.gpkg", "GPKG", kPaths));
  CHECK(lines[1][1].starts_with("LINESTRING (6."));
}

TEST_CASE("heights are told and left out; measured values along a line are refused") {
  sas::test::TempFolder folder;
  const auto proposal = look_at_file(made_by_gdal(folder.text(), "hoog.gpkg", "GPKG", kPaths)).value();
  REQUIRE(proposal.remarks.size() == 1);
  CHECK(proposal.remarks[0].code == "heights");
  for (const auto& [name, driver] : {std::pair{"rit.gpkg", "GPKG"}, std::pair{"rit.shz", "ESRI Shapefile"}})
    CHECK(look_at_file(made_by_gdal(folder.text(), name, driver, kPaths, "-dim XYM")).error().code == "geo-measured");
}

TEST_CASE("what GDAL made goes through the gate, and GDAL reads the release") {
  if (installed_program("ogrinfo").empty()) {
    MESSAGE("skipped: ogrinfo (package gdal-bin) is not installed");
    return;
  }
  sas::test::TempFolder folder;
  for (const auto& [name, driver] : {std::pair{"parken.gpkg", "GPKG"}, std::pair{"parken.shz", "ESRI Shapefile"}}) {
    sas::test::SqliteStore store(gate_migrations());
    GateBench bench(*store);
    const Declaration declaration = declared(kParksDeclared, "parken");
    const auto source = file_source(made_by_gdal(folder.text(), name, driver, kParks), declaration).value();
    const auto judgement = bench.gate->offer(declaration, *source, {"gegevensbeheerder", "staff:a1"}).value();
    REQUIRE(judgement.outcome == Judgement::Outcome::released);
    CHECK(judgement.release->lost.size() == 1);  // heights and decimals
    const std::string released = folder.text() + "/uitgave.geojson", said = folder.text() + "/gezegd.txt";
    std::ofstream(released, std::ios::binary) << bench.bytes_of("parken", "geojson");
    REQUIRE(std::system(("ogrinfo -ro -al '" + released + "' > '" + said + "'").c_str()) == 0);
    std::ifstream in(said);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    CHECK(text.find("Feature Count: 2") != std::string::npos);
    CHECK(text.find("POLYGON ((") != std::string::npos);
    CHECK(text.find("vorm") == std::string::npos);
  }
}

TEST_CASE("a broken GeoPackage is refused with a reason, and nothing of it is left behind") {
  sas::test::TempFolder folder, scratch;
  REQUIRE(::setenv("TMPDIR", scratch.text().c_str(), 1) == 0);
  const std::string path = folder.text() + "/stuk.gpkg";
  std::string content("SQLite format 3\0", 16);
  content.resize(68, '\1');
  content += "GPKG" + std::string(4'096, '\2');
  std::ofstream(path, std::ios::binary) << content;
  CHECK(look_at_file(path).error().code == "geo-broken");
  CHECK(std::filesystem::is_empty(scratch.path()));
  REQUIRE(::unsetenv("TMPDIR") == 0);
}
