#include <doctest/doctest.h>

#include "feeds/feeds_house.h"
#include "feeds/live_series.h"
#include "feeds/mapping_form.h"
#include "feeds/source_rows.h"

using namespace sas;
using namespace sas::feeds;
using namespace sas::feeds::testing;
using namespace std::chrono_literals;

namespace {

std::vector<store::Migration> schema() {
  return sas::test::joined({ledger::migrations(), sensing::migrations(), feeds::migrations()});
}

sensing::SeriesDescription gauge(const std::string& key, const std::string& source, sensing::Exposure exposure) {
  sensing::SeriesDescription d;
  d.key = key;
  d.thing_key = "gauge/" + key;
  d.thing_name = d.thing_description = d.sensor_name = d.name = key;
  d.property_name = "water level";
  d.property_definition = "https://example.nl/level";
  d.unit_symbol = "m";
  d.source = source;
  d.exposure = exposure;
  d.rules.expected_every = 10min;
  return d;
}

http::Fields typed(std::vector<std::pair<std::string, std::string>> more) {
  std::vector<std::pair<std::string, std::string>> all{{"titel", "Bodemvocht parken"},
                                                       {"bron", "Waterschap"},
                                                       {"scheiding", "puntkomma"},
                                                       {"tijd", "Datum"},
                                                       {"tijdvorm", "dmy"},
                                                       {"kolommen", "Vocht ; soil moisture ; %\n\nTemp ; soil"}};
  for (auto& one : more) all.insert(all.begin(), std::move(one));
  return http::Fields(std::move(all));
}

}  // namespace

TEST_CASE("sources are told by what was measured, and only by what is open") {
  sas::test::for_each_store(schema(), [](store::Store& records) {
    House house(records);  // 2026-07-01T00:00:00Z
    LiveSeries series(house.parts());
    const auto id = [&](const char* key, const char* source, sensing::Exposure exposure) {
      return series.id_of(gauge(key, source, exposure)).value();
    };
    using sensing::Exposure;
    const auto fresh = id("a", "ttn/town", Exposure::open), old = id("b", "ttn/town", Exposure::open);
    (void)id("c", "ttn/town", Exposure::open);
    const auto inside = id("d", "secret", Exposure::inside);
    const auto now = lake::Moment{house.folder.clock.now()};
    std::vector<lake::Observation> values;
    for (const auto& [which, age] : {std::pair(fresh, 5min), {old, 25h}, {inside, 5min}}) {
      lake::Observation o;
      o.series = which;
      o.time = now - age;
      o.value = 1;
      values.push_back(o);
    }
    REQUIRE(house.lake->append(values));
    REQUIRE(house.records.write([&](store::WriteTx& tx) -> Result<Done> {
      note_round(tx, house.folder.clock, {"npr", "", 10, 1, house.folder.clock.now() - 1h});
      note_round(tx, house.folder.clock, {"npr", "feed-http-503", 0, 0, {}});
      return Done{};
    }));
    const auto rows = source_rows(house.records, *house.lake, house.folder.clock.now());
    REQUIRE(rows.has_value());
    REQUIRE(rows->size() == 2);
    const SourceRow& npr = rows->at(0);
    CHECK(npr.source == "npr");
    CHECK(npr.state == SourceRow::State::failing);
    CHECK(npr.status->failures == 1);
    CHECK(npr.status->rejected == 1);
    CHECK(!npr.lag(house.folder.clock.now()).has_value());
    const SourceRow& town = rows->at(1);
    CHECK(town.slug == "ttn-town");
    CHECK(town.state == SourceRow::State::working);
    CHECK(town.series == 3);
    CHECK(town.live == 1);
    CHECK(town.dead == 1);
    CHECK(town.silent == 1);
    CHECK(town.lag(house.folder.clock.now()) == 300s);
    const std::string text = sources_json(*rows, house.folder.clock.now());
    CHECK(text.find(R"("last_error":"feed-http-503")") != std::string::npos);
    CHECK(text.find("secret") == std::string::npos);
    const std::string csv = sources_csv(*rows, house.folder.clock.now());
    CHECK(csv.find("ttn/town,working,,,,,,,2026-06-30T23:55:00") != std::string::npos);
    CHECK(csv.find(",300,3,1,0,1,1") != std::string::npos);
  });
}

TEST_CASE("a mapping that is typed, is the same when it is shown and typed again") {
  const auto mapping = mapping_of(typed({{"duur", "60"}, {"meter", "Park"}, {"x", "x"}, {"y", "y"}}));
  REQUIRE(mapping.has_value());
  CHECK(mapping->name == "bodemvocht-parken");
  CHECK(mapping->separator == ';');
  CHECK(mapping->decimal == ',');
  CHECK(mapping->time_shape == TimeShape::dmy);
  CHECK(mapping->interval == 1h);
  REQUIRE(mapping->columns.size() == 2);
  CHECK(mapping->columns[0].unit == "%");
  CHECK(mapping->columns[1].unit.empty());
  CHECK(to_json(mapping_of(form_fields(*mapping)).value()) == to_json(*mapping));
}

TEST_CASE("what is wrong in a mapping stands beside its field") {
  const auto field = [](std::pair<std::string, std::string> wrong) {
    const auto mapping = mapping_of(typed({std::move(wrong)}));
    return mapping ? std::string() : mapping.error().fields.at(0).field;
  };
  CHECK(field({"titel", "!"}) == "titel");
  CHECK(field({"bron", ""}) == "bron");
  CHECK(field({"tijd", " "}) == "tijd");
  CHECK(field({"duur", "x"}) == "duur");
  CHECK(field({"x", "X"}) == "y");
  CHECK(field({"kolommen", ""}) == "kolommen");
  CHECK(field({"kolommen", "NO2 ; nitrogen dioxide ; parsec"}) == "kolommen");
  CHECK(field({"kolommen", "Kenteken ; kenteken"}) == "kolommen");
}

TEST_CASE("a text is read through a mapping as a file is, and trying it keeps nothing") {
  sas::test::SqliteStore records(schema());
  House house(*records);
  const auto mapping = mapping_of(typed({}));
  REQUIRE(mapping.has_value());
  const std::string text = "Datum;Vocht;Temp\n29-06-2026 10:00;31,5;12\n29-06-2026 11:00;x;12\n";
  Collected collected;
  REQUIRE(read_mapped(*mapping, text, collected));
  CHECK(collected.readings.size() == 2);
  CHECK(collected.rejections.size() == 1);
  CHECK(house.count() == 0);
  const auto report = import_mapped_text(*mapping, text, house.parts());
  REQUIRE(report.has_value());
  CHECK(report->stored == 2);
  CHECK(report->rejected == 1);
  CHECK(import_mapped_text(*mapping, text, house.parts())->repeated == 2);
  CHECK(import_mapped_text(*mapping, "a;b\n", house.parts()).error().code == "column-missing");
}
