#include "feeds/mapping.h"

#include <doctest/doctest.h>

#include <fstream>

#include "feeds/feeds_house.h"
#include "feeds/status.h"
#include "feeds/test_feeds.h"

using namespace sas;
using namespace sas::feeds;
using namespace sas::feeds::testing;

namespace {

const std::string garden =
    R"({"name":"tuinen","title":"Tuinen van bewoners","source":"SensHagen","separator":";","decimal":",",
  "time_column":"Tijd","time_shape":"dmy","interval_seconds":600,"thing_column":"Tuin","x_column":"X","y_column":"Y",
  "columns":[{"column":"Temp","property":"air temperature","unit":"°C","min":-40,"max":50,"missing":["-999"]},
             {"column":"Regen","property":"rain","unit":"mm"},{"column":"Weer","property":"weather","kind":"category"}]})";

Collected csv(const Mapping& mapping, const std::string& text) {
  Collected out;
  const auto lines = lines_of(text);
  const auto done = read_mapped_csv(mapping, *lines, out);
  if (!done) FAIL_CHECK(done.error().code << " " << done.error().detail);
  return out;
}

}  // namespace

TEST_CASE("mapping: decimal commas, the Dutch grid, sentinels, hours that are not and hours that are double") {
  const Mapping mapping = mapping_from(garden).value();
  const Collected c = csv(mapping,
                          "Tuin;Tijd;Temp;Regen;Weer;X;Y;Noot\n"
                          "Tuin 1;01-07-2026 12:00;21,5;0;zon;155000;463000;x\n"
                          "Tuin 1;01-07-2026 12:10;-999;;;155000;463000;x\n"
                          "Tuin 1;29-03-2026 02:30;1;;;;;\n"
                          "Tuin 1;25-10-2026 02:30;1;;;;;\n"
                          "Tuin 1;25-10-2026 03:00;1.5;;;;;\n"
                          "Tuin 1;2026-10-25 03:00;1;;;;;\n"
                          ";25-10-2026 04:00;1;;;;;\n"
                          "Tuin 1;25-10-2026 04:00;1;;;-5;463000;\n"
                          "Tuin 1;25-10-2026 04:00;1\n");
  CHECK(c.accepted == 2);
  CHECK(c.rejections == std::vector<Rejection>{{4, "Tijd", "time-does-not-exist"},
                                               {5, "Tijd", "time-twice"},
                                               {6, "Temp", "number-invalid"},
                                               {7, "Tijd", "time-invalid"},
                                               {8, "Tuin", "key-invalid"},
                                               {9, "X", "place-invalid"},
                                               {10, "", "columns-wrong"}});
  const Reading r = c.of("tuinen/tuin-1/air-temperature").at(0);
  CHECK(r.value == 21.5);
  CHECK(r.time == moment("2026-07-01T10:00:00Z"));
  CHECK(r.until == moment("2026-07-01T10:10:00Z"));
  CHECK(c.of("tuinen/tuin-1/air-temperature").size() == 1);
  CHECK(c.of("tuinen/tuin-1/rain").at(0).value == 0);
  CHECK(c.of("tuinen/tuin-1/weather").at(0).text == "zon");
  CHECK(*c.series_of("tuinen/tuin-1/rain")->latitude == doctest::Approx(52.15517440));
  Collected none;
  const auto lines = lines_of("Tuin;Tijd;Temp;X;Y;Weer\n");
  CHECK(read_mapped_csv(mapping, *lines, none).error().detail == "Regen");
}

TEST_CASE(
    "mapping: ArcGIS answers and GeoJSON, converted when they are in the Dutch grid and refused when they only look "
    "so") {
  Mapping mapping =
      mapping_from(R"({"name":"bomen","title":"Bomen","source":"ArcGIS","decimal":".","time_column":"gemeten",
    "time_shape":"epoch_ms","thing_column":"naam","columns":[{"column":"vocht","property":"soil moisture","unit":"%"}]})")
          .value();
  Collected c;
  REQUIRE(read_mapped_json(
              mapping,
              R"({"spatialReference":{"wkid":28992,"latestWkid":28992},"exceededTransferLimit":true,"features":[
    {"attributes":{"naam":"eik","gemeten":1782900000000,"vocht":31.5},"geometry":{"x":155000,"y":463000}},
    {"attributes":{"naam":"es","gemeten":1782900000000,"vocht":null},"geometry":null},
    {"attributes":{"naam":"iep","gemeten":null,"vocht":3}},
    {"attributes":{"naam":"els","gemeten":1782900000000,"vocht":3},"geometry":{"x":5.3,"y":52.1}}]})",
              c)
              .has_value());
  CHECK(c.accepted == 2);
  CHECK(c.rejections == std::vector<Rejection>{{3, "gemeten", "time-invalid"}, {4, "geometry", "place-invalid"}});
  CHECK(c.of("bomen/eik/soil-moisture").at(0).value == 31.5);
  CHECK(*c.series_of("bomen/eik/soil-moisture")->longitude == doctest::Approx(5.38720621));

  Collected geo;
  const auto feature = [](const std::string& point) {
    return R"({"type":"Feature","properties":{"naam":"eik","gemeten":1782900000000,"vocht":"7"},"geometry":{"type":"Point","coordinates":)" +
           point + "}}";
  };
  REQUIRE(
      read_mapped_json(
          mapping,
          R"({"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::28992"}},"features":[)" +
              feature("[155000,463000]") + "]}",
          geo)
          .has_value());
  CHECK(*geo.series_of("bomen/eik/soil-moisture")->latitude == doctest::Approx(52.15517440));
  Collected unsaid;
  REQUIRE(read_mapped_json(mapping, R"({"type":"FeatureCollection","features":[)" + feature("[155000,463000]") + "]}",
                           unsaid)
              .has_value());
  CHECK(unsaid.rejections == std::vector<Rejection>{{1, "geometry", "place-invalid"}});
  CHECK(read_mapped_json(
            mapping, R"({"type":"FeatureCollection","crs":{"properties":{"name":"EPSG:3857"}},"features":[]})", unsaid)
            .error()
            .code == "crs-unknown");
  CHECK(read_mapped_json(mapping, R"({"a":1})", unsaid).error().code == "document-unknown");
  CHECK(has_more_features(R"({"exceededTransferLimit":true})"));
  CHECK(has_more_features(R"({"properties":{"exceededTransferLimit":true}})"));
  CHECK_FALSE(has_more_features(R"({"features":[]})"));
}

TEST_CASE("mapping: what is wrong with it is named") {
  const auto wrong = [](const std::string& from, const std::string& to) {
    std::string text = garden;
    text.replace(text.find(from), from.size(), to);
    const auto mapping = mapping_from(text);
    return mapping ? "" : mapping.error().detail;
  };
  CHECK(wrong("\"tuinen\"", "\"Tuinen!\"") == "name");
  CHECK(wrong("\"dmy\"", "\"mdy\"") == "time_shape");
  CHECK(wrong("\"decimal\":\",\"", "\"decimal\":\"'\"") == "decimal");
  CHECK(wrong("\"mm\"", "\"inch\"") == "columns.unit");
  CHECK(wrong("\"rain\"", "\"air  temperature\"") == "columns.property");
  CHECK(wrong("\"y_column\":\"Y\"", "\"y_column\":\"\"") == "y_column");
  CHECK(wrong("\"thing_column\"", "\"think_column\"") == "think_column");
  CHECK(wrong("600", "-1") == "interval_seconds");
  CHECK(wrong("\"column\":\"Regen\"", "\"column\":\"MAC-address\"") == "columns.column");
}

TEST_CASE("mapping: saved, changed and found again") {
  sas::test::for_each_store(feeds::migrations(), [](store::Store& store) {
    ManualClock clock(from_millis(1'775'000'000'000));
    Mapping mapping = mapping_from(garden).value();
    const auto save = [&] {
      REQUIRE(store
                  .write([&](store::WriteTx& tx) -> Result<Done> {
                    save_mapping(tx, clock, mapping);
                    return Done{};
                  })
                  .has_value());
    };
    save();
    mapping.title = "Andere titel";
    save();
    const auto found =
        store.read([&](store::ReadTx& tx) -> Result<std::optional<Mapping>> { return mapping_named(tx, "tuinen"); })
            .value();
    REQUIRE(found.has_value());
    CHECK(to_json(*found) == to_json(mapping));
    CHECK(found->columns.at(0).missing == std::vector<std::string>{"-999"});
    CHECK(store.read([&](store::ReadTx& tx) -> Result<std::size_t> { return all_mappings(tx).size(); }).value() == 1);
    CHECK_FALSE(
        store.read([&](store::ReadTx& tx) -> Result<bool> { return mapping_named(tx, "x").has_value(); }).value());
  });
}

TEST_CASE("mapping: a file comes in by the mapping that was saved, as CSV and as JSON") {
  sas::test::SqliteStore records(sas::test::joined({ledger::migrations(), sensing::migrations(), feeds::migrations()}));
  House house(*records);
  const std::string file = house.folder.text() + "/tuinen.csv", json = house.folder.text() + "/tuinen.json";
  std::ofstream(file) << "Tuin;Tijd;Temp;Regen;Weer;X;Y\nTuin 1;30-06-2026 12:00;21,5;0;zon;155000;463000\n";
  std::ofstream(json) << R"([{"Tuin":"Tuin 1","Tijd":"30-06-2026 12:10","Temp":22.5}])";
  CHECK(import_mapped("tuinen", file, house.parts()).error().code == "mapping-unknown");
  REQUIRE(records
              ->write([&](store::WriteTx& tx) -> Result<Done> {
                save_mapping(tx, house.folder.clock, mapping_from(garden).value());
                return Done{};
              })
              .has_value());
  const auto first = import_mapped("tuinen", file, house.parts());
  REQUIRE(first.has_value());
  CHECK(first->stored == 3);
  CHECK(import_mapped("tuinen", file, house.parts())->repeated == 3);
  CHECK(import_mapped("tuinen", json, house.parts())->stored == 1);
  CHECK(house.lake->latest(house.series("tuinen/tuin-1/air-temperature")->id)->value == 22.5);
}

TEST_CASE("mapping: a column that counts people is a count, whatever its mapping says, and wants a bin") {
  sas::test::SqliteStore records(sas::test::joined({ledger::migrations(), sensing::migrations(), feeds::migrations()}));
  House house(*records);
  const auto mapping = [](const std::string& more) {
    return mapping_from(
               R"({"name":"markt","title":"Markt","source":"Zwolle","time_column":"Tijd","time_shape":"dmy",)" + more +
               R"("columns":[{"column":"Aantal bezoekers","property":"drukte","kind":"measurement"},)" +
               R"({"column":"Temp","property":"temperatuur","unit":"°C"}]})")
        .value();
  };
  CHECK(mapping("").columns.at(0).kind == MappedColumn::Kind::count);
  CHECK(mapping("").columns.at(1).kind == MappedColumn::Kind::measurement);
  const std::string text = "Tijd;Aantal bezoekers;Temp\n30-06-2026 12:00;40;21,5\n";
  const auto moment = import_mapped_text(mapping(""), text, house.parts());
  REQUIRE(moment.has_value());
  CHECK(moment->stored == 1);
  CHECK(moment->refused_by_code.at("count-bin-short") == 1);
  const auto quarter = import_mapped_text(mapping(R"("interval_seconds":900,)"), text, house.parts());
  REQUIRE(quarter.has_value());
  CHECK(quarter->refused == 0);
  CHECK(house.lake->latest(house.series("markt/drukte")->id)->value == 40);
}
