#include "city/now.h"

#include <doctest/doctest.h>

#include "base/csv.h"
#include "city/city.h"
#include "embedded/city_texts.h"
#include "embedded/html_texts.h"
#include "lake/moment.h"
#include "people/test_gate.h"
#include "sensing/test_field.h"

using namespace sas;
using namespace sas::city;
using namespace std::chrono_literals;
using sas::sensing::test::each_field;
using sas::sensing::test::Field;
using State = sensing::Freshness::State;

namespace {

constexpr auto town = R"(
[[panel]]
id = "parkeren"
task = "inner-city"
kind = "places"
title = {nl = "Parkeren", en = "Parking"}
figure = {nl = "plaatsen vrij", en = "places free"}
conclusion = {nl = "Er zijn nu {value} plaatsen vrij.", en = "There are {value} free places now."}
explanation = {nl = "Garages.", en = "Car parks."}
properties = ["https://example.nl/vacant"]
bucket = "hour"
hours = 4

[[panel]]
id = "drukte"
task = "inner-city"
kind = "flow"
title = {nl = "Voetgangers", en = "Pedestrians"}
figure = {nl = "voetgangers", en = "pedestrians"}
conclusion = {nl = "Er liepen {value} mensen.", en = "{value} people passed."}
explanation = {nl = "Tellers.", en = "Counters."}
properties = ["https://example.nl/count"]
longest_minutes = 15
bucket = "hour"
hours = 4

[[panel]]
id = "grondwater"
task = "climate"
kind = "level"
title = {nl = "Grondwater", en = "Groundwater"}
figure = {nl = "grondwater", en = "groundwater"}
conclusion = {nl = "Het staat op {value}.", en = "It is at {value}."}
explanation = {nl = "Peilbuizen.", en = "Wells."}
properties = ["https://example.nl/level"]
symbols = ["m", "cm"]
unit = {nl = " m", en = " m"}
decimals = 2
bucket = "hour"
hours = 4

[[panel]]
id = "leeg"
task = "climate"
kind = "level"
title = {nl = "Niemand meet dit", en = "Nobody measures this"}
figure = {nl = "niets", en = "nothing"}
conclusion = {nl = "{value}", en = "{value}"}
explanation = {nl = "Niets.", en = "Nothing."}
properties = ["https://example.nl/nothing"]
when_empty = "hide"
bucket = "hour"
hours = 4
)";

CityFile file_of_town() {
  config::Problems problems;
  CityFile file = read_city_file(town, problems);
  REQUIRE_MESSAGE(problems.empty(), config::to_text(problems));
  return file;
}

/// 2026-06-01T12:00:00Z in the town of the file above.
struct Town {
  explicit Town(Field& f) : field(f) { add_city_pages(router, {gate, reader, file, "Zwolle"}); }

  sensing::Series meter(const std::string& name, const std::string& property, const std::string& symbol,
                        sensing::SeriesDescription::Kind kind = sensing::SeriesDescription::Kind::measurement) {
    sensing::SeriesDescription d = sensing::test::thermometer("stad/" + std::to_string(++meters) + "/" + property);
    d.thing_name = d.name = name;
    d.property_name = property;
    d.property_definition = "https://example.nl/" + property;
    d.unit_symbol = symbol;
    d.kind = kind;
    d.rules = {};
    d.rules.expected_every = 15min;
    return field.ensure(d);
  }
  void says(const sensing::Series& series, std::chrono::minutes ago, double value, std::chrono::minutes length = 0min,
            std::uint32_t quality = 0) {
    lake::Observation o = sensing::test::value_of(series, field.now() - ago - length, value);
    if (length > 0min) o.until = field.now() - ago;
    o.quality = quality;
    REQUIRE(field.lake->append({o}));
  }
  [[nodiscard]] CityNow now() { return *reader.now().value(); }

  Field& field;
  int meters = 0;
  CityFile file = file_of_town();
  CityReader reader{{field.store, *field.lake, field.clock, file.panels}, 0ms};
  html::Texts texts = html::Texts::load({embedded::html_texts(), embedded::city_texts()}).value();
  sas::test::TestGate gate{texts};
  http::Router router;
  sas::test::Browser browser{router};
};

std::string state_of(const PanelNow& panel, const std::string& thing) {
  for (const Reading& reading : panel.readings)
    if (reading.card.thing_name == thing) return std::string(sensing::to_text(reading.fresh.state));
  return "absent";
}

constexpr auto count = sensing::SeriesDescription::Kind::count;

}  // namespace

TEST_CASE("city: live meters are added up; what is late, dead, standing still or unfit is shown and not added") {
  each_field([](Field& field) {
    Town town(field);
    town.says(town.meter("Noord", "vacant", "1"), 5min, 70);
    town.says(town.meter("Oost", "vacant", "1"), 10min, 30);
    town.says(town.meter("Laat", "vacant", "1"), 50min, 400);
    town.says(town.meter("Dood", "vacant", "1"), 60min * 25, 900);
    town.says(town.meter("Bevroren", "vacant", "1"), 5min, 800, 0min, lake::quality::frozen);
    town.says(town.meter("Onmogelijk", "vacant", "1"), 5min, 5000, 0min, lake::quality::above_capacity);
    (void)town.meter("Stil", "vacant", "1");
    const CityNow now = town.now();
    REQUIRE(now.panels.size() == 3);  // the one nobody measures is hidden
    const PanelNow& panel = now.panels.at(0);
    CHECK(panel.live == 2);
    CHECK(panel.value == 100);
    CHECK(state_of(panel, "Noord") == "live");
    CHECK(state_of(panel, "Laat") == "late");
    CHECK(state_of(panel, "Dood") == "dead");
    CHECK(state_of(panel, "Bevroren") == "dead");
    CHECK(state_of(panel, "Stil") == "silent");
    CHECK(panel.readings.front().fresh.state == State::live);
    CHECK(panel.readings.back().fresh.state == State::silent);
    const std::string page = town.browser.get("/stad").body;
    CHECK(page.find("Er zijn nu 100 plaatsen vrij.") != std::string::npos);
    CHECK(page.find(">900<") == std::string::npos);
    CHECK(page.find("Niemand meet dit") == std::string::npos);
  });
}

TEST_CASE("city: a small count is not told, on the page nor in its data, and is in no sum") {
  each_field([](Field& field) {
    Town town(field);
    const auto few = town.meter("Steeg", "count", "1", count), many = town.meter("Markt", "count", "1", count);
    town.says(few, 5min, 3, 15min, lake::quality::suppressed);
    CHECK(town.browser.get("/stad").body.find("Het is nu heel rustig") != std::string::npos);
    town.says(many, 5min, 112, 15min);
    field.clock.advance(2min);
    const PanelNow panel = town.now().panels.at(1);
    CHECK(panel.value == 112);
    for (const html::TimePoint& point : panel.points)
      if (point.value) CHECK(*point.value == 112);
    CHECK(town.browser.get("/stad").body.find("minder dan 5") != std::string::npos);
    const auto rows = json::parse(town.browser.get("/stad.json").body).value();
    for (const json::Value& row : rows.get_array())
      CHECK(row.at("value").is_null() == (row.at("thing").get_string() == "Steeg"));
  });
}

TEST_CASE("city: centimetres and metres make one mean, and each meter keeps its own unit") {
  each_field([](Field& field) {
    Town town(field);
    town.says(town.meter("Diep", "level", "m"), 5min, 1.5);
    town.says(town.meter("Ondiep", "level", "cm"), 5min, 50);
    town.says(town.meter("Voeten", "level", "ft"), 5min, 900);
    const PanelNow panel = town.now().panels.at(2);
    CHECK(panel.value == 1.0);
    CHECK(state_of(panel, "Voeten") == "absent");
    for (const html::TimePoint& point : panel.points)
      if (point.value) CHECK(*point.value == 1.0);
    const std::string page = town.browser.get("/stad").body;
    CHECK(page.find("Het staat op 1,00 m.") != std::string::npos);
    CHECK(page.find(">50 cm<") != std::string::npos);
  });
}

TEST_CASE("city: the line of what is usual is the mean of the same hours in the last four weeks") {
  each_field([](Field& field) {
    Town town(field);
    const auto counter = town.meter("Markt", "count", "1", count);
    for (int week = 1; week <= 5; ++week)  // The fifth week is too long ago.
      town.says(counter, std::chrono::minutes{week * 7 * 24 * 60 + 65}, week * 100, 15min);
    town.says(counter, 5min, 40, 15min);
    const PanelNow panel = town.now().panels.at(1);
    const Instant hour = parse_iso_instant("2026-06-01T10:00:00Z").value();
    bool told = false;
    for (const html::TimePoint& point : panel.usual) {
      if (point.at != hour) continue;
      told = true;
      CHECK(point.value == 250);
    }
    CHECK(told);
    CHECK(town.now().panels.at(0).usual.empty());
  });
}

TEST_CASE("city: the page, its JSON and its CSV tell of the same meters the same values") {
  each_field([](Field& field) {
    Town town(field);
    town.says(town.meter("Noord", "vacant", "1"), 5min, 71);
    town.says(town.meter("Markt", "count", "1", count), 5min, 112, 15min);
    town.says(town.meter("Diep", "level", "m"), 5min, 1.25);
    const std::string page = town.browser.get("/stad").body, csv = town.browser.get("/stad.csv").body;
    const auto rows = json::parse(town.browser.get("/stad.json").body).value();
    REQUIRE(rows.get_array().size() == 3);
    const auto table = csv::read(csv);
    REQUIRE(table.has_value());
    REQUIRE(table->size() == 4);
    const std::map<std::string, std::string> shown{{"Noord", ">71<"}, {"Markt", ">112<"}, {"Diep", ">1,25 m<"}};
    for (std::size_t i = 0; i < 3; ++i) {
      const json::Object& row = rows.get_array()[i].get_object();
      const csv::Row& cells = table->at(i + 1);
      CHECK(cells.at(0) == json::text_at(row, "panel"));
      CHECK(cells.at(2) == json::text_at(row, "thing"));
      CHECK(parse_double(cells.at(5)) == row.at("value").to_number<double>());
      CHECK(cells.at(8) == "live");
      CHECK(page.find(shown.at(cells.at(2))) != std::string::npos);
    }
  });
}
