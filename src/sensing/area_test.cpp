#include "sensing/area.h"

#include <doctest/doctest.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <random>

#include "base/config.h"
#include "sensing/area_hours.h"
#include "sensing/area_store.h"
#include "test_field.h"

using namespace sas;
using namespace sas::sensing;
using namespace std::chrono_literals;
using sas::sensing::test::each_field;
using sas::sensing::test::Field;
using sas::sensing::test::thermometer;
using sas::sensing::test::value_of;

namespace {

std::string square(double west, double south, double size) {
  const double east = west + size, north = south + size;
  const auto at = [](double x, double y) { return "[" + std::to_string(x) + "," + std::to_string(y) + "]"; };
  return "[" + at(west, south) + "," + at(east, south) + "," + at(east, north) + "," + at(west, north) + "," +
         at(west, south) + "]";
}

std::string feature(const std::string& properties, const std::string& geometry) {
  return R"({"type":"Feature","properties":)" + properties + R"(,"geometry":)" + geometry + "}";
}

std::string polygon(const std::string& rings) {
  return R"({"type":"Polygon","coordinates":[)" + rings + "]}";
}

std::string collection(const std::string& features, const std::string& more = "") {
  return R"({"type":"FeatureCollection",)" + more + R"("features":[)" + features + "]}";
}

// Two neighbours with a hole in the first, and a third in two parts.
std::string town() {
  return collection(
      feature(R"({"code":"BU1","name":"Oost","part_of":"WK1"})",
              polygon(square(6.0, 52.5, 0.1) + "," + square(6.04, 52.54, 0.02))) +
      "," + feature(R"({"STATCODE":"BU2","BU_NAAM":"West","WK_2014":"WK1"})", polygon(square(6.1, 52.5, 0.1))) + "," +
      feature(R"({"code":"BU3","naam":"Eilanden"})", R"({"type":"MultiPolygon","coordinates":[[)" +
                                                         square(6.3, 52.5, 0.05) + "],[" + square(6.5, 52.5, 0.05) +
                                                         "]]}"));
}

std::string code_at(const AreaIndex& index, double longitude, double latitude) {
  const Area* area = index.at(longitude, latitude);
  return area == nullptr ? "" : area->code;
}

}  // namespace

TEST_CASE("a point is in one area or in none: borders, holes and parts count as they are drawn") {
  const auto areas = read_areas(town());
  REQUIRE(areas);
  REQUIRE(areas->size() == 3);
  CHECK((*areas)[1].name == "West");
  CHECK((*areas)[1].part_of == "WK1");
  const AreaIndex index(*areas);
  CHECK(code_at(index, 6.01, 52.51) == "BU1");
  CHECK(code_at(index, 6.05, 52.55) == "");
  CHECK(code_at(index, 6.15, 52.55) == "BU2");
  CHECK(code_at(index, 6.1, 52.55) == "BU1");
  CHECK(code_at(index, 6.32, 52.51) == "BU3");
  CHECK(code_at(index, 6.42, 52.51) == "");
  CHECK(code_at(index, 6.52, 52.51) == "BU3");
  CHECK(code_at(index, 52.51, 6.01) == "");
}

TEST_CASE("a file of areas that cannot be used is refused with the place and the remedy") {
  const auto code_of = [](const std::string& text) { return read_areas(text).error().code; };
  const std::string good = polygon(square(6, 52, 0.1));
  CHECK(code_of("{}") == "areas-invalid");
  CHECK(code_of(collection("")) == "areas-invalid");
  CHECK(code_of(collection(feature(R"({"name":"x"})", good))) == "areas-invalid");
  CHECK(code_of(collection(feature(R"({"code":"x"})", good))) == "areas-invalid");
  CHECK(code_of(collection(feature(R"({"code":"x","name":"y"})", R"({"type":"Point","coordinates":[6,52]})"))) ==
        "areas-invalid");
  CHECK(code_of(collection(feature(R"({"code":"x","name":"y"})", polygon("[[6,52],[6.1,52],[6,52],[6,52]]")))) ==
        "areas-invalid");
  const std::string twice = feature(R"({"code":"x","name":"y"})", good);
  CHECK(code_of(collection(twice + "," + twice)) == "areas-invalid");
  CHECK(code_of(collection(feature(R"({"code":"x","name":"y"})", polygon(square(203000, 503000, 100))))) ==
        "areas-grid");
  CHECK(code_of(collection(twice, R"("crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::28992"}},)")) ==
        "areas-grid");
  CHECK(read_areas(collection(feature(R"({"code":"x"})", good))).error().detail ==
        "feature 1: give it a property name");
}

TEST_CASE("of a file with good and bad areas the good ones are read, and each bad one has its number and reason") {
  const std::string good = polygon(square(6, 52, 0.1));
  const auto file = read_area_file(collection(
      feature(R"({"code":"a","name":"A"})", good) + "," + feature(R"({"name":"Geen code"})", good) + "," +
      feature(R"({"code":"c"})", good) + "," + feature(R"({"code":"d","name":"D"})", "null") + "," +
      feature(R"({"code":"e","name":"E"})", R"({"type":"LineString","coordinates":[[6,52],[7,52]]})") + "," +
      feature(R"({"code":"f","name":"F"})", polygon(square(203000, 503000, 100))) + "," +
      feature(R"({"code":"g","name":"G"})", polygon("[[6,52],[6.1,52],[6,52],[6,52]]")) + "," +
      feature(R"({"code":"a","name":"Nog eens"})", good) + "," + feature(R"({"code":"z","name":"Z"})", good)));
  REQUIRE(file);
  REQUIRE(file->areas.size() == 2);
  CHECK(file->areas[1].code == "z");
  std::string told;
  for (const AreaRefusal& one : file->refused)
    told += std::to_string(one.number) + " " + one.name + " " + one.reason + "\n";
  CHECK(told ==
        "2 Geen code no-code\n3 c no-name\n4 D no-geometry\n5 E not-a-surface\n6 F not-in-degrees\n7 G no-ring\n"
        "8 Nog eens code-twice\n");
}

TEST_CASE("areas come as CSV with their surface as well-known text, whatever stands between the columns") {
  const std::string ring = "((6 52, 6.1 52, 6.1 52.1, 6 52.1, 6 52), (6.04 52.04, 6.06 52.04, 6.06 52.06, 6.04 52.04))";
  for (const std::string& text : {"code,name,part_of,wkt\r\nBU1,Oost,WK1,\"POLYGON " + ring + "\"\r\n",
                                  "\xef\xbb\xbf"
                                  "Buurtcode;Buurtnaam;Wijkcode;geom\nBU1;Oost;WK1;SRID=4326;multipolygon Z(" +
                                      ring + ")\n",
                                  "geometry\tcode\tname\twijkcode\nPOLYGON" + ring + "\tBU1\tOost\tWK1\n"}) {
    CAPTURE(text);
    const auto areas = read_areas(text);
    if (text.find("SRID=4326;") != std::string::npos) {
      // A ';' inside a field that is not quoted begins the next one: then there is no surface.
      CHECK(areas.error().detail == "feature 2: its surface is no well-known text");
      continue;
    }
    REQUIRE(areas);
    CHECK((*areas)[0].part_of == "WK1");
    const AreaIndex index(*areas);
    CHECK(code_at(index, 6.01, 52.01) == "BU1");
    CHECK(code_at(index, 6.055, 52.045) == "");
  }
  CHECK(
      read_areas("code;name;wkt\nBU1;Oost;\"SRID=4326;MULTIPOLYGON Z (((6 52 1, 6.1 52 1, 6.1 52.1 1, 6 52 1)))\"\n"));
  const auto reasons = [](const std::string& row) {
    const auto file = read_area_file("code,name,wkt\n" + row + "\n");
    return file->refused.empty() ? std::string() : file->refused[0].reason;
  };
  CHECK(reasons("a,A,POLYGON ((6 52") == "wkt");
  CHECK(reasons("a,A,\"POLYGON ((6 52, 6.1 52, 6.1 x, 6 52))\"") == "wkt");
  CHECK(reasons("a,A,\"POLYGON ((6 52, 6.1 52, 6.1 53, 6 52)) more\"") == "wkt");
  CHECK(reasons("a,A,POINT (6 52)") == "not-a-surface");
  CHECK(reasons("a,A,") == "no-geometry");
  CHECK(reasons("a,A") == "no-geometry");
  CHECK(reasons("a,A,\"POLYGON ((203000 503000, 203100 503000, 203100 503100, 203000 503000))\"") == "not-in-degrees");
  CHECK(read_areas("code,name\nBU1,Oost\n").error().code == "areas-invalid");
  CHECK(read_areas("").error().code == "areas-invalid");
}

TEST_CASE("hours become Dutch days: the day the clock goes back has twenty-five") {
  const auto hour = [](const char* at, std::int64_t count, double mean) {
    const lake::Moment from = std::chrono::time_point_cast<std::chrono::microseconds>(parse_iso_instant(at).value());
    return AreaFigure{"BU1", "t", "°C", from, count, 1, mean, mean - 1, mean + 1};
  };
  std::vector<AreaFigure> hours;
  for (int i = 0; i < 25; ++i) hours.insert(hours.begin(), hour("2026-10-24T22:00:00Z", 1, 10));
  for (std::size_t i = 0; i < 25; ++i) hours[24 - i].from += std::chrono::hours{i};
  hours.insert(hours.begin(), hour("2026-10-25T23:00:00Z", 3, 20));
  hours.push_back(hour("2026-10-24T21:00:00Z", 1, 0));
  hours[1].mean = 36;  // the last of the 25
  const auto days = area_days(hours);
  REQUIRE(days.size() == 3);
  CHECK(days[0].mean == 20);
  CHECK(days[1].count == 25);
  CHECK(days[1].mean == doctest::Approx((24 * 10 + 36) / 25.0));
  CHECK(days[1].from == std::chrono::time_point_cast<std::chrono::microseconds>(start_of_day(make_date(2026, 10, 25))));
  CHECK(days[2].mean == 0);
}

TEST_CASE("areas are kept, told to the ledger, and give the hours of what stands in them") {
  each_field([](Field& field) {
    const std::vector<Area> areas = read_areas(town()).value();
    for (int i = 0; i < 2; ++i)
      REQUIRE(field.store.write([&](store::WriteTx& tx) -> Result<Done> {
        save_areas(tx, field.ledger, {"wijken", {areas[0]}}, "system");
        save_areas(tx, field.ledger, {"buurten", areas}, "system");
        return Done{};
      }));
    CHECK(field.count("SELECT count(*) FROM sensing_listed_area") == 4);
    const auto kept =
        field.store.read([](store::ReadTx& tx) -> Result<std::vector<AreaList>> { return all_area_lists(tx); }).value();
    REQUIRE(kept.size() == 2);
    CHECK(kept[1].name == "wijken");
    const AreaIndex index(kept[0].areas);
    CHECK(index.areas().size() == 3);

    const auto at = [&](const std::string& key, double longitude, double latitude) {
      SeriesDescription d = thermometer(key);
      d.longitude = longitude;
      d.latitude = latitude;
      return field.ensure(d);
    };
    const Series east = at("a/1/t", 6.01, 52.51), also_east = at("b/1/t", 6.02, 52.51), west = at("c/1/t", 6.15, 52.51),
                 nowhere = at("d/1/t", 7, 52.51);
    const lake::Moment hour = std::chrono::floor<std::chrono::hours>(field.now());
    lake::Observation wrong = value_of(east, hour + 2min, 999);
    wrong.quality = lake::quality::out_of_range;
    REQUIRE(field.lake->append({value_of(east, hour, 10), value_of(also_east, hour + 1min, 20), wrong,
                                value_of(west, hour - 1h, 5), value_of(nowhere, hour, 1)}));
    const auto cards =
        field.store.read([](store::ReadTx& tx) -> Result<std::vector<SeriesCard>> { return open_cards(tx); }).value();
    const auto hours = area_hours(*field.lake, index, cards, {hour - 24h, hour + 1h}, 100);
    REQUIRE(hours);
    REQUIRE(hours->size() == 2);
    CHECK((*hours)[0].area == "BU1");
    CHECK((*hours)[0].from == hour);
    CHECK((*hours)[0].count == 2);
    CHECK((*hours)[0].series == 2);
    CHECK((*hours)[0].mean == 15);
    CHECK((*hours)[1].area == "BU2");
    CHECK((*hours)[1].from == hour - 1h);
  });
}

TEST_CASE("the neighbourhoods of a real town are read") {
  const char* shared = std::getenv("SAS_SHARED");
  const std::filesystem::path file =
      std::filesystem::path(shared ? shared : "../shared") / "data/zwolle_buurten/bu_2014.geojson";
  if (!std::filesystem::exists(file)) {
    MESSAGE("skipped: no " << file.string());
    return;
  }
  const auto areas = read_areas(config::read_file(file.string()).value());
  REQUIRE(areas);
  CHECK(areas->size() == 78);
  const AreaIndex index(*areas);
  REQUIRE(index.areas().size() == 78);
  const Area* station = index.at(6.0919, 52.5047);
  REQUIRE(station != nullptr);
  CHECK(station->code.starts_with("BU0193"));
  CHECK(station->part_of.starts_with("WK0193"));
  CHECK(index.at(4.9, 52.37) == nullptr);
}
