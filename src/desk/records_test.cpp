#include <doctest/doctest.h>

#include "cases/cases.h"
#include "desk/records.h"
#include "people/people.h"
#include "test_stores.h"

using namespace sas;
using namespace sas::desk;

namespace {

constexpr std::string_view miss_table =
    "CREATE TABLE search_miss (words TEXT NOT NULL, language TEXT NOT NULL, day BIGINT NOT NULL, count BIGINT NOT "
    "NULL, PRIMARY KEY (words, language, day))";
const std::vector<store::Migration> schema = test::joined(
    {ledger::migrations(), people::migrations(), cases::migrations(), {{80, "site", miss_table, miss_table}}});

struct Office {
  ManualClock clock{*parse_iso_instant("2026-04-01T09:00:00Z")};
  SystemRandom random;
  catalogue::Catalogue catalogue = catalogue::load("catalogue")->catalogue;
  ledger::Ledger ledger{clock, random};
  cases::Cases cases{clock, random, catalogue, ledger, [](store::WriteTx&, std::string_view, json::Object) {}};
  people::Viewer handler;
  Office() {
    handler.kind = people::ViewerKind::staff;
    handler.staff = StaffId("01900000-0000-7000-8000-0000000000a1");
    handler.roles = {people::Role::handler};
  }
  std::string open(store::Store& store, const char* product, const json::Value& answer) const {
    cases::NewCase fresh;
    fresh.product = ProductId(product);
    fresh.answers = {json::Object{{"id", "vraag"}, {"value", answer}}};
    fresh.contact = {"Zoë de Vries", "zoe@example.nl", "+31612345678"};
    const auto opened = store.write([&](store::WriteTx& tx) { return cases.open(tx, fresh, people::system_viewer()); });
    REQUIRE(opened);
    return opened->number;
  }
  std::vector<std::string> found(store::Store& store, const char* typed, const people::Viewer& viewer) const {
    const auto all = *store.read([&](store::ReadTx& tx) -> Result<std::vector<cases::Case>> {
      return find_cases(tx, *read_terms(typed), viewer, 10);
    });
    std::vector<std::string> numbers;
    for (const auto& c : all) numbers.push_back(c.number);
    return numbers;
  }
};

using Numbers = std::vector<std::string>;

}  // namespace

TEST_CASE("cases are found by number, name, mail, phone, plate and address, and only by who may see them") {
  test::for_each_store(schema, [](store::Store& store) {
    const Office office;
    const std::string permit = office.open(store, "parkeervergunning", "AB123C");
    const std::string waste = office.open(store, "grofvuil", json::Object{{"postcode", "8011PC"}, {"number", 33}});
    CHECK(office.found(store, permit.c_str(), office.handler) == Numbers{permit});
    CHECK(office.found(store, "AB-123-C", office.handler) == Numbers{permit});
    CHECK(office.found(store, "8011 PC 33", office.handler) == Numbers{waste});
    CHECK(office.found(store, "8011 PC 34", office.handler).empty());
    for (const char* typed : {"de vries", "ZOE@example", "0612345678"})
      CHECK_MESSAGE(office.found(store, typed, office.handler).size() == 2, typed);
    CHECK(office.found(store, "100%", office.handler).empty());
    people::Viewer editor = office.handler;
    editor.roles = {people::Role::editor};
    CHECK(office.found(store, permit.c_str(), editor).empty());
  });
}

TEST_CASE("the work list is ordered by promised day, filtered and counted") {
  test::for_each_store(schema, [](store::Store& store) {
    const Office office;
    const std::string objection = office.open(store, "bezwaar", "x"),
                      permit = office.open(store, "parkeervergunning", "x");
    const auto list = [&](const WorkFilter& filter, std::int64_t limit = 10) {
      return *store.read(
          [&](store::ReadTx& tx) -> Result<WorkPage> { return work(tx, filter, office.handler, limit, 0); });
    };
    const auto all = list({});
    REQUIRE(all.cases.size() == 2);
    CHECK(all.cases[0].number == permit);
    CHECK(list({}, 1).total == 2);
    CHECK(list({WorkFilter::Whose::mine, {}, ""}).total == 0);
    CHECK(
        list({WorkFilter::Whose::nobody, {ProductId("bezwaar"), ProductId("grofvuil")}, "vries"}).cases.at(0).number ==
        objection);
    CHECK(list({WorkFilter::Whose::all, {}, "vr_es"}).total == 0);
  });
}

TEST_CASE("people are found by a whole key only: mail, phone and address, never a name") {
  test::for_each_store(schema, [](store::Store& store) {
    REQUIRE(store.write([](store::WriteTx& tx) -> Result<Done> {
      tx.execute(
          "INSERT INTO person (id, kind, name, address, email, phone, created_at) VALUES ('p1', 'natural', 'Jan "
          "Jansen', $1, 'jan@example.nl', '+31612345678', 0)",
          {json::write(json::Object{{"postcode", "8011PC"}, {"number", 33}})});
      tx.execute(
          "INSERT INTO person (id, kind, name, address, created_at) VALUES ('p2', 'natural', 'Janneke Smit', $1, 0)",
          {json::write(json::Object{{"postcode", "8011PC"}, {"number", "3"}})});
      tx.execute("INSERT INTO staff (id, subject, name, roles, seen_at) VALUES ('s1', 'x', 'Sanne Bakker', 'desk', 0)");
      return Done{};
    }));
    const auto found = [&](const char* typed) {
      const auto all = *store.read([&](store::ReadTx& tx) -> Result<std::vector<people::Person>> {
        return find_people(tx, *read_terms(typed), 10);
      });
      std::string ids;
      for (const auto& person : all) ids += person.id.text();
      return ids;
    };
    CHECK(found("jan").empty());
    CHECK(found("jan jansen").empty());
    CHECK(found("jan@example").empty());
    CHECK(found("JAN@example.nl") == "p1");
    CHECK(found("06 12345678") == "p1");
    CHECK(found("jan@example.nl") == "p1");
    CHECK(found("8011pc 33") == "p1");
    CHECK(found("8011pc 3") == "p2");
    CHECK(store.read([](store::ReadTx& tx) -> Result<StaffNames> { return staff_names(tx); })->at("s1") ==
          "Sanne Bakker");
  });
}

TEST_CASE("searches without a result are added up over the days") {
  test::for_each_store(schema, [](store::Store& store) {
    REQUIRE(store.write([](store::WriteTx& tx) -> Result<Done> {
      tx.execute(
          "INSERT INTO search_miss (words, language, day, count) VALUES ('zwembad', 'nl', 100, 3), ('zwembad', 'nl', "
          "99, 4), ('pool', 'en', 100, 1), ('oud', 'nl', 9, 9)");
      return Done{};
    }));
    const auto misses =
        *store.read([](store::ReadTx& tx) -> Result<std::vector<Miss>> { return misses_since(tx, from_days(10), 10); });
    REQUIRE(misses.size() == 2);
    CHECK(misses[0].words == "zwembad");
    CHECK(misses[0].count == 7);
    CHECK(misses[1].language == "en");
  });
}
