#include "sensing/area_view.h"

#include <doctest/doctest.h>

#include "html/area_map.h"
#include "lake/moment.h"
#include "lake/sandbox.h"
#include "sensing/event_history.h"
#include "sensing/explore_tables.h"
#include "test_field.h"

using namespace sas;
using namespace sas::sensing;
using namespace std::chrono_literals;
using sas::sensing::test::each_field;
using sas::sensing::test::Field;
using sas::sensing::test::thermometer;
using sas::sensing::test::value_of;

namespace {

Area square(const std::string& code, const std::string& name, double west) {
  const auto at = [](double x, double y) { return "[" + std::to_string(x) + "," + std::to_string(y) + "]"; };
  const double east = west + 0.1;
  return {code, name, "",
          R"({"type":"Polygon","coordinates":[[)" + at(west, 52.5) + "," + at(east, 52.5) + "," + at(east, 52.6) + "," +
              at(west, 52.6) + "," + at(west, 52.5) + "]]}"};
}

std::vector<AreaList> lists() {
  return {{"buurten", {square("BU1", "Oost's hoek", 6.0), square("BU2", "West", 6.1), square("BU3", "Leeg", 6.2)}},
          {"wijken", {square("WK1", "Alles", 6.0)}}};
}

Series meter(Field& field, const std::string& key, double longitude, const std::string& property) {
  SeriesDescription d = thermometer(key);
  d.longitude = longitude;
  d.latitude = 52.55;
  d.property_name = property;
  d.property_definition += property;
  if (property == "regen") d.unit_symbol = "mm";
  return field.ensure(d);
}

lake::Table ask(Field& field, const std::string& sql) {
  EventHistory history({field.store, field.ledger, *field.lake, lake::PseudonymKey("secret of the house")});
  const auto tables = explore_tables({field.store, *field.lake, field.clock, history});
  REQUIRE(tables);
  const auto sandbox = lake::open_sandbox(tables->tables, tables->files, {}, "veil");
  REQUIRE(sandbox);
  auto answer = (*sandbox)->query(sql);
  REQUIRE_MESSAGE(answer, sql << ": " << answer.error().code << " " << answer.error().detail);
  return *answer;
}

Result<AreaView> view_of(Field& field, const AreaWish& wish) {
  const auto cards =
      field.store.read([](store::ReadTx& tx) -> Result<std::vector<SeriesCard>> { return open_cards(tx); }).value();
  return area_view(*field.lake, lists(), cards, wish, field.clock.now());
}

}  // namespace

TEST_CASE("figures by area answer what was asked, and what is not there becomes the first that is") {
  each_field([](Field& field) {
    field.clock.advance(30min);
    const Series east = meter(field, "a/1/t", 6.05, "temperatuur"), west = meter(field, "b/1/t", 6.15, "temperatuur"),
                 rain = meter(field, "c/1/r", 6.15, "regen");
    const lake::Moment hour = std::chrono::floor<std::chrono::hours>(field.now());
    REQUIRE(field.lake->append({value_of(east, hour - 2h, 10), value_of(east, hour - 1h, 20),
                                value_of(east, hour - 1h + 1min, 30), value_of(west, hour, 5),
                                value_of(east, hour - 24h * 40, 99), value_of(rain, hour, 1.5)}));

    const auto first = view_of(field, {"", "", "", ""}).value();
    CHECK(first.list == "buurten");
    CHECK(first.quantity.property == "regen");
    CHECK(first.rows.at(first.chosen.value()).area.code == "BU2");

    const auto asked = view_of(field, {"buurten", "temperatuur|°C", "BU1", "dag"}).value();
    REQUIRE(asked.rows.size() == 3);
    CHECK(asked.chosen == 0);
    CHECK(asked.rows[0].figure->mean == 20);
    CHECK(asked.rows[0].figure->min == 10);
    CHECK(asked.rows[1].figure->mean == 5);
    CHECK_FALSE(asked.rows[2].figure);
    REQUIRE(asked.course.size() == 2);
    CHECK(asked.course[0].mean == 10);
    CHECK(asked.course[1].mean == 25);

    // A longer period has older values, put together by the day.
    const auto quarter = view_of(field, {"buurten", "temperatuur|°C", "BU1", "kwartaal"}).value();
    REQUIRE(quarter.course.size() == 2);
    CHECK(quarter.course[0].mean == 99);
    CHECK(quarter.course[1].count == 3);
    CHECK(view_of(field, {"wijken", "regen|mm", "", "week"}).value().quantity.property == "temperatuur");
    CHECK(view_of(field, {"bestaat niet", "x|y", "x", "eeuw"}).value().list == "buurten");
  });
}

TEST_CASE("figures that hardly differ get one shade, wherever they lie, and others spread over all of them") {
  const auto shades_of = [](std::vector<double> figures) {
    const ShadeRange range = shade_range(figures, 1);
    std::vector<int> out;
    for (const double one : figures) out.push_back(html::shade_of(one, range.low, range.high));
    return out;
  };
  CHECK(shades_of({20.0}) == std::vector{3});
  CHECK(shades_of({20.0, 20.2, 20.4}) == std::vector{3, 3, 3});
  CHECK(shades_of({419.0, 421.0, 425.0}) == std::vector{3, 3, 3});
  CHECK(shades_of({-20.4, -20.0}) == std::vector{3, 3});
  // About zero a fiftieth is nothing: one step of the digit that is shown counts then.
  CHECK(shades_of({0.0, 0.1}) == std::vector{3, 3});
  CHECK(shades_of({0.0, 0.2}) == std::vector{2, 4});
  // A difference that counts shows, and the more the larger it is.
  CHECK(shades_of({20.0, 21.0}) == std::vector{2, 4});
  CHECK(shades_of({20.0, 22.5, 25.0}) == std::vector{1, 3, 5});
  CHECK(shades_of({12.0, 15.0, 18.0, 21.0, 24.0}) == std::vector{1, 2, 3, 4, 5});
}

TEST_CASE("the question as SQL gives the figures of the page") {
  each_field([](Field& field) {
    field.clock.advance(30min);
    const Series east = meter(field, "a/1/t", 6.05, "temperatuur");
    const lake::Moment hour = std::chrono::floor<std::chrono::hours>(field.now());
    REQUIRE(field.lake->append({value_of(east, hour - 2h, 10), value_of(east, hour - 1h, 20),
                                value_of(east, hour - 13h, 7), value_of(east, hour - 24h * 20, 40)}));
    REQUIRE(field.store.write([&](store::WriteTx& tx) -> Result<Done> {
      for (const AreaList& list : lists()) save_areas(tx, field.ledger, list, "system");
      return Done{};
    }));
    for (const char* period : {"dag", "week", "maand", "kwartaal"}) {
      CAPTURE(period);
      const auto view = view_of(field, {"buurten", "temperatuur|°C", "BU1", period}).value();
      const auto answer = ask(field, sql_of(view));
      REQUIRE(answer.rows.size() == view.course.size());
      for (std::size_t i = 0; i < answer.rows.size(); ++i) {
        const AreaFigure& shown = view.course[view.course.size() - 1 - i];
        CHECK(std::get<double>(answer.rows[i][1]) == doctest::Approx(shown.mean));
        CHECK(std::get<double>(answer.rows[i][2]) == shown.min);
        CHECK(std::get<double>(answer.rows[i][3]) == shown.max);
      }
    }
  });
}
