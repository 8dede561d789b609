#include "promises/watch.h"

#include <doctest/doctest.h>

#include "cases/cases.h"
#include "cases/queries.h"
#include "people/people.h"
#include "promises/promises.h"
#include "test_stores.h"

using namespace sas;
using namespace sas::promises;

namespace {

const std::vector<store::Migration> schema = test::joined({ledger::migrations(), people::migrations(), cases::migrations(), promises::migrations()});

Instant moment(const char* text) { return *parse_iso_instant(text); }

// A municipality where parking permits (five working days) lie on the pile.
struct City {
  explicit City(store::Store& records) : store(records) {}

  store::Store& store;
  ManualClock clock{moment("2026-04-01T09:00:00Z")};  // a Wednesday; Good Friday and Easter Monday follow
  SystemRandom random;
  catalogue::Catalogue catalogue = catalogue::load("catalogue")->catalogue;
  ledger::Ledger ledger{clock, random};
  cases::Cases cases{clock, random, catalogue, ledger, [](store::WriteTx&, std::string_view, const json::Object&) {}};
  Forecasts forecasts{store, clock, catalogue};
  std::vector<json::Object> told;
  Watch watch{clock, catalogue, ledger, forecasts, [this](store::WriteTx&, std::string_view template_id, const json::Object& facts) {
                CHECK(template_id == "moved");
                told.push_back(facts);
              }};

  people::Viewer handler() const {
    people::Viewer out;
    out.kind = people::ViewerKind::staff;
    out.staff = StaffId("01900000-0000-7000-8000-000000000003");
    out.roles = {people::Role::handler};
    return out;
  }
  CaseId open() const {
    cases::NewCase fresh;
    fresh.product = ProductId("parkeervergunning");
    fresh.person = PersonId("01900000-0000-7000-8000-000000000001");
    return store.write([&](store::WriteTx& tx) { return cases.open(tx, fresh, people::system_viewer()); })->id;
  }
  cases::Case get(const CaseId& id) const {
    return *store.read([&](store::ReadTx& tx) { return cases::find_case(tx, id, people::system_viewer()); });
  }
  void take(const CaseId& id) const {
    REQUIRE(store.write([&](store::WriteTx& tx) { return cases.take(tx, id, get(tx, id).version, handler()); }));
  }
  static cases::Case get(store::ReadTx& tx, const CaseId& id) { return *cases::find_case(tx, id, people::system_viewer()); }
  void decide(const CaseId& id) const {
    REQUIRE(store.write([&](store::WriteTx& tx) { return cases.decide(tx, id, get(tx, id).version, {"granted", "Akkoord."}, handler()); }));
  }
  std::vector<ledger::Event> events(const CaseId& id, std::string_view kind) const {
    return *store.read([&](store::ReadTx& tx) -> Result<std::vector<ledger::Event>> {
      auto all = ledger.events_of(tx, id.text());
      std::erase_if(all, [&](const ledger::Event& e) { return e.kind != kind; });
      return all;
    });
  }
  void append(const CaseId& id, const char* kind, json::Object facts) const {
    REQUIRE(store.write([&](store::WriteTx& tx) -> Result<Done> {
      ledger.append(tx, {kind, id.text(), "system", "", std::move(facts), {}, std::nullopt});
      return Done{};
    }));
  }
  void at(const char* text) { clock.set(moment(text)); }
};

}  // namespace

TEST_CASE("the team is warned three working days ahead, once, with what the case waits for") {
  test::for_each_store(schema, [](store::Store& store) {
    City city(store);
    const CaseId id = city.open();
    REQUIRE(city.get(id).promised_day == make_date(2026, 4, 10));
    CHECK(city.watch.morning(store)->warned == 0);  // five working days left
    city.at("2026-04-07T05:30:00Z");
    CHECK(city.watch.morning(store)->warned == 1);
    CHECK(city.watch.morning(store)->warned == 0);
    const auto warned = city.events(id, "promise.warned");
    REQUIRE(warned.size() == 1);
    CHECK(json::text_at(warned[0].facts, "waits") == "queue");
    CHECK(json::text_at(warned[0].facts, "promised") == "2026-04-10");
    const auto risky = city.watch.at_risk(store, city.handler(), 10);
    REQUIRE(risky->size() == 1);
    CHECK(risky->front().warned == make_date(2026, 4, 7));
    CHECK(city.told.empty());
  });
}

TEST_CASE("the applicant hears a new day and the reason on the last day, exactly once, and the promise that counts stays") {
  test::for_each_store(schema, [](store::Store& store) {
    City city(store);
    const CaseId id = city.open();
    city.take(id);
    city.at("2026-04-10T13:00:00Z");
    CHECK(city.watch.afternoon(store)->moved == 1);
    CHECK(city.watch.afternoon(store)->moved == 0);
    REQUIRE(city.told.size() == 1);
    CHECK(json::text_at(city.told[0], "case") == id.text());
    CHECK(json::text_at(city.told[0], "reason") == "handling");
    CHECK(json::text_at(city.told[0], "old") == "2026-04-10");
    CHECK(json::text_at(city.told[0], "new") == "2026-04-13");
    CHECK(city.events(id, "promise.moved").size() == 1);
    CHECK(city.get(id).promised_day == make_date(2026, 4, 10));
    // The new day ends too: then there is another one, from the day that was told.
    city.at("2026-04-13T13:00:00Z");
    CHECK(city.watch.afternoon(store)->moved == 1);
    CHECK(json::text_at(city.told[1], "old") == "2026-04-13");
    city.at("2026-04-14T13:00:00Z");
    city.decide(id);
    CHECK(city.watch.afternoon(store)->moved == 0);
  });
}

TEST_CASE("nobody hears of a new day while the case waits for them, or when it was decided in time") {
  test::for_each_store(schema, [](store::Store& store) {
    City city(store);
    const CaseId waits = city.open(), done = city.open();
    city.decide(done);
    city.at("2026-04-02T09:00:00Z");
    const cases::NewRequest request{"Stuur het kentekenbewijs.", {}, make_date(2026, 4, 20)};
    REQUIRE(store.write([&](store::WriteTx& tx) { return city.cases.ask_completion(tx, waits, 1, request, city.handler()); }));
    for (const char* day : {"2026-04-09T13:00:00Z", "2026-04-10T13:00:00Z", "2026-04-15T13:00:00Z"}) {
      city.at(day);
      CHECK(city.watch.morning(store)->moved == 0);
      CHECK(city.watch.afternoon(store)->moved == 0);
    }
    CHECK(city.told.empty());
  });
}

TEST_CASE("a day that passed while the program was down is made good the next afternoon") {
  test::SqliteStore store(schema);
  City city(*store);
  const CaseId id = city.open();
  city.at("2026-04-21T13:00:00Z");
  CHECK(city.watch.afternoon(*store)->moved == 1);
  CHECK(json::text_at(city.told[0], "new") == "2026-04-22");
  CHECK(city.events(id, "promise.moved").size() == 1);
}

TEST_CASE("in the morning a case is moved when like cases show that it will not be ready, and the day comes from the forecast") {
  test::SqliteStore store(schema);
  City city(*store);
  city.at("2026-03-02T09:00:00Z");
  // 110 permits that took twelve working days each.
  std::vector<CaseId> lying;
  for (int i = 0; i < 110; ++i) lying.push_back(city.open());
  for (const CaseId& id : lying) city.take(id);
  city.at("2026-03-18T09:00:00Z");
  for (const CaseId& id : lying) city.decide(id);
  city.at("2026-04-01T09:00:00Z");
  const CaseId id = city.open();
  city.take(id);
  city.at("2026-04-09T05:30:00Z");
  CHECK(city.watch.morning(*store)->moved == 1);
  REQUIRE(city.told.size() == 1);
  const auto forecast = city.forecasts.of_case(city.get(id));
  REQUIRE(forecast);
  CHECK(json::text_at(city.told[0], "new") == format_iso_date(forecast->ready_by));
  CHECK(forecast->ready_by > make_date(2026, 4, 10));
}

TEST_CASE("what a case waits for follows from its events, whoever wrote them") {
  test::SqliteStore store(schema);
  City city(*store);
  const CaseId id = city.open();
  const auto waits = [&] {
    return store->read([&](store::ReadTx& tx) -> Result<WaitsFor> {
      return waits_for(City::get(tx, id), city.ledger.events_of(tx, id.text()), make_date(2026, 4, 2));
    });
  };
  CHECK(*waits() == WaitsFor::queue);
  city.take(id);
  CHECK(*waits() == WaitsFor::handling);
  city.append(id, "case.partner_asked", {{"partner", "rdw"}});
  CHECK(*waits() == WaitsFor::partner);
  city.append(id, "case.partner_answered", {{"partner", "rdw"}});
  CHECK(*waits() == WaitsFor::handling);
  city.append(id, "case.start_changed", {{"start", "2026-05-01"}, {"start_cause", "appointment"}});
  CHECK(*waits() == WaitsFor::appointment);
  city.append(id, "case.paused", {{"ground", "4:15-2-a"}, {"from", "2026-04-02"}});
  CHECK(*waits() == WaitsFor::lawful);
  city.append(id, "case.resumed", {{"until", "2026-04-20"}});
  city.append(id, "case.paused", {{"ground", "outage"}, {"from", "2026-04-02"}});
  CHECK(*waits() == WaitsFor::outage);
}
