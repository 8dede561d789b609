#include "opendata/geo_convert.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "opendata/intake.h"
#include "test_stores.h"

using namespace sas;
using namespace sas::opendata;

namespace {

constexpr std::string_view kBins = R"({"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"soort":"glas","nummer":12},"geometry":{"type":"Point","coordinates":[6.0953,52.5101]}},
{"type":"Feature","properties":{"soort":"papier","nummer":13},"geometry":{"type":"Point","coordinates":[6.0851,52.5152]}}
]})";

// Made by GDAL itself, so that the file is what people bring; in the coordinates of the Dutch grid.
std::string made_by_gdal(const std::string& folder, const std::string& name, const std::string& driver) {
  std::ofstream(folder + "/in.geojson") << kBins;
  const std::string command = "ogr2ogr -f '" + driver + "' -t_srs EPSG:28992 '" + folder + "/" + name + "' '" + folder +
                              "/in.geojson' 2>/dev/null";
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
