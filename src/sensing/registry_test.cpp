#include <doctest/doctest.h>

#include <limits>

#include "sensing/registry.h"
#include "sensing/registry_changes.h"
#include "sensing/registry_credentials.h"
#include "test_stores.h"

using namespace sas;
using namespace sas::sensing;

namespace {

struct Bench {
  explicit Bench(store::Store& s) : store(s) {}
  store::Store& store;
  ManualClock clock{from_millis(1'775'000'000'000)};
  SystemRandom random;
  ledger::Ledger ledger{clock, random};

  Result<Series> ensure(const SeriesDescription& d) {
    return store.write([&](store::WriteTx& tx) { return ensure_series(tx, ledger, clock, d); });
  }
  std::int64_t count(const std::string& sql) {
    return store.read([&](store::ReadTx& tx) -> Result<std::int64_t> { return tx.query_one(sql)->integer(0); }).value();
  }
  std::int64_t events() { return count("SELECT count(*) FROM ledger_event"); }
  template <typename F>
  auto change(F&& work) {
    return store.write([&](store::WriteTx& tx) -> Result<std::invoke_result_t<F, RegisterChanges&>> {
      RegisterChanges changes(tx, ledger, clock, "system");
      return work(changes);
    });
  }
};

void each_bench(const std::function<void(Bench&)>& test) {
  sas::test::for_each_store(sas::test::joined({ledger::migrations(), migrations()}), [&](store::Store& store) {
    Bench bench(store);
    test(bench);
  });
}

SeriesDescription garage() {
  SeriesDescription d;
  d.key = "npr/1/vacant";
  d.thing_key = "npr/1";
  d.thing_name = "Garage";
  d.thing_description = "A place to leave a car";
  d.longitude = 6.1;
  d.latitude = 52.5;
  d.sensor_name = "barrier";
  d.property_name = "vacant places";
  d.property_definition = "https://example.nl/vacant";
  d.name = "Vacant places";
  d.unit_name = "places";
  d.kind = SeriesDescription::Kind::count;
  d.rules.capacity = 400;
  d.rules.expected_every = std::chrono::minutes{10};
  return d;
}

}  // namespace

TEST_CASE("a series is made with its thing, place, sensor and property, and found again by key and number") {
  each_bench([](Bench& b) {
    const Series made = b.ensure(garage()).value();
    CHECK(made.kind == SeriesDescription::Kind::count);
    CHECK(made.rules.capacity == 400);
    CHECK(made.rules.expected_every == std::chrono::minutes{10});
    CHECK(made.feature > 0);
    CHECK(made.exposure == Exposure::inside);
    for (const char* table : {"thing", "location", "sensor", "observed_property", "historical_location",
                              "feature_of_interest", "datastream"})
      CHECK_MESSAGE(b.count("SELECT count(*) FROM " + std::string(table)) == 1, table);
    const auto again = b.store
                           .read([&](store::ReadTx& tx) -> Result<std::optional<Series>> {
                             CHECK(all_series(tx).size() == 1);
                             CHECK(series_by_id(tx, made.id)->key == "npr/1/vacant");
                             CHECK_FALSE(series_by_id(tx, lake::SeriesId{99}).has_value());
                             return series_by_key(tx, "npr/1/vacant");
                           })
                           .value();
    CHECK(again->id == made.id);
  });
}

TEST_CASE("the same description again writes nothing, and another one is written over and told to the ledger") {
  each_bench([](Bench& b) {
    const Series first = b.ensure(garage()).value();
    const std::int64_t events = b.events();
    CHECK(b.ensure(garage()).value().id == first.id);
    CHECK(b.events() == events);
    SeriesDescription other = garage();
    other.rules.capacity = 380;
    other.exposure = Exposure::open;
    const Series second = b.ensure(other).value();
    CHECK(second.id == first.id);
    CHECK(second.rules.capacity == 380);
    CHECK(second.exposure == Exposure::open);
    CHECK(b.events() == events + 1);
  });
}

TEST_CASE("series of one thing share it, and its position is put right in one place") {
  each_bench([](Bench& b) {
    b.ensure(garage()).value();
    SeriesDescription charging = garage();
    charging.key = "npr/1/charging";
    charging.name = "Free chargers";
    charging.longitude = 6.2;
    b.ensure(charging).value();
    CHECK(b.count("SELECT count(*) FROM thing") == 1);
    CHECK(b.count("SELECT count(*) FROM location") == 1);
    CHECK(b.count("SELECT count(*) FROM location WHERE location = '{\"type\":\"Point\",\"coordinates\":[6.2,52.5]}'") ==
          1);
    CHECK(b.count("SELECT count(*) FROM sensor") == 1);
  });
}

TEST_CASE("a description that is not right names every field, and nothing is made") {
  each_bench([](Bench& b) {
    SeriesDescription d = garage();
    d.key = "Not A Key";
    d.latitude = 95;
    d.retention = "P0D";
    d.rules.min = std::numeric_limits<double>::quiet_NaN();
    const auto refused = b.ensure(d);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == "series-invalid");
    CHECK(refused.error().fields == std::vector<FieldError>{{"key", "key-form"},
                                                            {"latitude", "position-range"},
                                                            {"retention", "retention-form"},
                                                            {"rules.min", "number-finite"}});
    CHECK(b.count("SELECT count(*) FROM datastream") == 0);
    CHECK(b.events() == 0);
  });
}

TEST_CASE("removing a thing takes its series and history along, and its numbers never come back") {
  each_bench([](Bench& b) {
    const Series made = b.ensure(garage()).value();
    const Removed removed =
        b.change([&](RegisterChanges& changes) { return changes.remove(Kind::thing, made.thing); }).value();
    CHECK(removed.series == std::vector<lake::SeriesId>{made.id});
    CHECK(b.count("SELECT count(*) FROM historical_location") == 0);
    CHECK(b.count("SELECT count(*) FROM location") == 1);
    CHECK(b.ensure(garage()).value().id > made.id);
  });
}

TEST_CASE("a thing that moves leaves a history, and an older move told later changes nothing now") {
  each_bench([](Bench& b) {
    const Series made = b.ensure(garage()).value();
    const auto add = [&](const char* name) {
      return b
          .change([&](RegisterChanges& changes) {
            return changes.add(
                Kind::location,
                {{"name", name}, {"description", ""}, {"encoding_type", "application/geo+json"}, {"location", "{}"}});
          })
          .value();
    };
    const std::int64_t here = add("here"), there = add("there");
    b.change([&](RegisterChanges& c) { return c.move_thing(made.thing, {here}, 1); }).value();
    CHECK(b.count("SELECT location FROM thing_location") == here);
    b.change([&](RegisterChanges& c) { return c.add_history(made.thing, {there}, 5); }).value();
    CHECK(b.count("SELECT location FROM thing_location") == here);
    CHECK(b.count("SELECT count(*) FROM historical_location") == 3);
  });
}

TEST_CASE("a credential is known by its token alone, until it ends or is withdrawn, and the token is kept nowhere") {
  each_bench([](Bench& b) {
    const Series made = b.ensure(garage()).value();
    const auto issue = [&](CredentialTerms terms) {
      return b.store.write(
          [&](store::WriteTx& tx) { return issue_credential(tx, b.ledger, b.clock, b.random, terms, "system"); });
    };
    const auto known = [&](std::string_view token) {
      return b.store
          .read(
              [&](store::ReadTx& tx) -> Result<std::optional<Credential>> { return credential_of(tx, b.clock, token); })
          .value();
    };
    const auto ends = b.clock.now() + std::chrono::hours{1};
    const IssuedCredential issued = issue({"parking feed", made.thing, Right::write, ends}).value();
    CHECK(known(issued.token)->terms.thing == made.thing);
    CHECK(known(issued.token)->terms.right == Right::write);
    CHECK_FALSE(known("guess").has_value());
    CHECK(b.count("SELECT count(*) FROM sensing_credential WHERE token_hash LIKE '%" + issued.token + "%'") == 0);
    b.clock.advance(std::chrono::hours{1});
    CHECK_FALSE(known(issued.token).has_value());
    CHECK(issue({"nobody", 999, Right::read, {}}).error().code == "credential-thing-unknown");

    const IssuedCredential forever = issue({"analyst", {}, Right::read, {}}).value();
    CHECK(known(forever.token).has_value());
    const auto withdraw = [&] {
      return b.store.write(
          [&](store::WriteTx& tx) { return withdraw_credential(tx, b.ledger, forever.credential.id, "system"); });
    };
    CHECK(withdraw().has_value());
    CHECK_FALSE(known(forever.token).has_value());
    CHECK(withdraw().error().code == "credential-unknown");
  });
}
