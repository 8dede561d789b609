#include "sensing/own_sensor.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "sensing/cards.h"
#include "sensing/explore_tables.h"
#include "sensing/mqtt_accounts.h"
#include "sensing/registry_changes.h"
#include "sensing/test_field.h"

using namespace sas;
using namespace sas::sensing;
using namespace sas::sensing::test;
using namespace std::chrono_literals;

namespace {

const Date today = make_date(2026, 6, 1);
const OwnerOfSensor resident{PersonId{"p1"}, Declaration::Owner::resident, {}};

http::Fields typed(const std::string& name = {}, const std::string& value = {}) {
  std::vector<std::pair<std::string, std::string>> all{{"naam", "Tuin"},
                                                       {"meet", "temperatuur"},
                                                       {"elke", "10"},
                                                       {"waarvoor", "weten hoe warm het wordt"},
                                                       {"grond", "mijn eigen tuin"},
                                                       {"verlaat", "alleen de temperatuur"},
                                                       {"bewaren", "P1Y"},
                                                       {"einde-day", "1"},
                                                       {"einde-month", "1"},
                                                       {"einde-year", "2027"},
                                                       {"dpia", ""},
                                                       {"lengte", "6,0944"},
                                                       {"breedte", "52.5126"},
                                                       {"precies", "nee"},
                                                       {"open", "ja"}};
  for (auto& [field, text] : all)
    if (field == name) text = value;
  return http::Fields(std::move(all));
}

}  // namespace

TEST_CASE("a sensor at a home is placed in its square, and its exact place is kept with the declaration only") {
  each_field([](Field& field) {
    const auto sensor = read_own_sensor(typed(), resident, today);
    REQUIRE(sensor.has_value());
    const auto series = field.store.write([&](store::WriteTx& tx) {
      return make_own_sensor(tx, field.ledger, field.clock, field.random, "Temperatuur", *sensor, "person:p1");
    });
    REQUIRE(series.has_value());
    CHECK(series->retention == "P1Y");
    CHECK(series->exposure == Exposure::open);
    CHECK(series->rules.expected_every == 10min);
    struct Read {
      SeriesCard card;
      Declaration declaration;
      std::vector<std::int64_t> things;
    };
    const Read read = field.store
                          .read([&](store::ReadTx& tx) -> Result<Read> {
                            return Read{open_card(tx, series->id).value(), declaration_of(tx, series->thing).value(),
                                        things_of(tx, PersonId{"p1"})};
                          })
                          .value();
    const Place square = coarse({6.0944, 52.5126});
    CHECK(*read.card.longitude == square.longitude);
    CHECK(*read.card.latitude == square.latitude);
    CHECK(read.declaration.exact_place == Place{6.0944, 52.5126});
    CHECK(read.declaration.ends == make_date(2027, 1, 1));
    CHECK(read.things == std::vector{series->thing});
    // Nowhere else: neither in the register nor in the ledger.
    CHECK(field.count("SELECT count(*) FROM location WHERE location LIKE '%6.0944%'") == 0);
    CHECK(field.count("SELECT count(*) FROM ledger_event WHERE facts LIKE '%6.09%'") == 0);
  });
}

TEST_CASE("who agrees is shown exactly, and an organisation by its name") {
  each_field([](Field& field) {
    const OwnerOfSensor school{PersonId{"o1"}, Declaration::Owner::organisation, "School De Brug"};
    const auto sensor = read_own_sensor(typed("precies", "ja"), school, today);
    REQUIRE(sensor.has_value());
    const auto series = field.store.write([&](store::WriteTx& tx) {
      return make_own_sensor(tx, field.ledger, field.clock, field.random, "Temperatuur", *sensor, "person:o1");
    });
    REQUIRE(series.has_value());
    CHECK(field.count("SELECT count(*) FROM location WHERE location LIKE '%6.0944%'") == 1);
    CHECK(field.count("SELECT count(*) FROM sensor_declaration WHERE owner_name = 'School De Brug'") == 1);
  });
}

TEST_CASE("what is missing or wrong stands beside its field") {
  const auto field = [](const char* name, const char* value) {
    const auto sensor = read_own_sensor(typed(name, value), resident, today);
    return sensor ? std::string() : sensor.error().fields.at(0).field;
  };
  for (const char* needed :
       {"naam", "meet", "elke", "waarvoor", "grond", "verlaat", "bewaren", "lengte", "breedte", "precies", "open"})
    CHECK(field(needed, "") == needed);
  CHECK(field("einde-year", "2025") == "einde");
  CHECK(field("einde-day", "31x") == "einde");
  CHECK(field("dpia", "http://x") == "dpia");
  CHECK(field("lengte", "52,5") == "lengte");
  CHECK(field("elke", "1441") == "elke");
  CHECK(field("dpia", "https://example.nl/dpia").empty());
}

TEST_CASE("an account at the broker is for the series of its thing, and goes with the thing") {
  each_field([](Field& field) {
    const Series one = field.ensure(thermometer());
    const auto set = [&](const char* hash) {
      return field.store
          .write([&](store::WriteTx& tx) -> Result<std::string> {
            return set_mqtt_account(tx, field.ledger, field.clock, one.thing, hash, "person:p1");
          })
          .value();
    };
    const auto accounts = [&] {
      return field.store.read([](store::ReadTx& tx) -> Result<std::vector<MqttAccount>> { return mqtt_accounts(tx); })
          .value();
    };
    CHECK(set("$7$1") == "sensor-" + std::to_string(one.thing));
    CHECK(set("$7$2") == "sensor-" + std::to_string(one.thing));
    REQUIRE(accounts().size() == 1);
    CHECK(accounts()[0].password_hash == "$7$2");
    CHECK(accounts()[0].series == std::vector{one.id});
    // A MultiDatastream has topics of its own.
    const auto make_multi = [&](std::int64_t multi) {
      REQUIRE(field.store.write([&](store::WriteTx& tx) -> Result<Done> {
        tx.execute("UPDATE datastream SET is_multi = $1 WHERE id = $2", {multi, static_cast<std::int64_t>(one.id)});
        return Done{};
      }));
    };
    make_multi(1);
    CHECK(accounts()[0].series.empty());
    CHECK(accounts()[0].multi == std::vector{one.id});
    make_multi(0);
    // A thing with a declaration and an account can be removed.
    const auto sensor = read_own_sensor(typed(), resident, today);
    REQUIRE(field.store.write([&](store::WriteTx& tx) -> Result<Done> {
      if (auto declared = declare_sensor(tx, field.ledger, "person:p1", one.thing, sensor->declaration); !declared)
        return declared;
      RegisterChanges changes(tx, field.ledger, field.clock, "person:p1");
      (void)changes.remove(sensing::Kind::thing, one.thing);
      return Done{};
    }));
    CHECK(accounts().empty());
    CHECK(field.count("SELECT count(*) FROM sensor_declaration") == 0);
    const auto gone =
        field.store.read([](store::ReadTx& tx) -> Result<std::vector<lake::SeriesId>> { return removed_series(tx); });
    CHECK(*gone == std::vector{one.id});
    REQUIRE(field.store.write([&](store::WriteTx& tx) -> Result<Done> {
      forget_removed_series(tx, *gone);
      return Done{};
    }));
    CHECK(field.count("SELECT count(*) FROM removed_series") == 0);
  });
}
