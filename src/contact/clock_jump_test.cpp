#include <doctest/doctest.h>

#include <algorithm>

#include "calendar/holidays.h"
#include "cases/cases.h"
#include "cases/queries.h"
#include "catalogue/catalogue.h"
#include "contact/appointments.h"
#include "ledger/verify.h"
#include "people/people.h"
#include "test_stores.h"

using namespace sas;

namespace {

const std::vector<store::Migration> schema =
    test::joined({ledger::migrations(), people::migrations(), cases::migrations(), contact::migrations()});

// A machine whose clock is set wrong and right again while residents send forms and book visits.
struct Town {
  ManualClock clock{*parse_iso_instant("2026-11-02T09:00:00Z")};
  SystemRandom random;
  catalogue::Catalogue catalogue = catalogue::load("catalogue")->catalogue;
  ledger::Ledger ledger{clock, random};
  cases::Cases cases{clock, random, catalogue, ledger, [](store::WriteTx&, std::string_view, json::Object) {}};

  cases::Opened open(store::Store& store) const {
    cases::NewCase fresh;
    fresh.product = ProductId("parkeervergunning");
    auto opened = store.write([&](store::WriteTx& tx) { return cases.open(tx, fresh, people::system_viewer()); });
    REQUIRE_MESSAGE(opened, opened.error().code);
    return *opened;
  }
};

}  // namespace

TEST_CASE("a clock that jumps loses nothing: every case is there, the ledger keeps its order and verifies") {
  test::for_each_store(schema, [](store::Store& store) {
    Town town;
    std::vector<cases::Opened> opened{town.open(store)};
    const auto right = town.clock.now();
    const auto jump = [&](Instant to) {
      town.clock.set(to);
      opened.push_back(town.open(store));
      opened.push_back(town.open(store));
    };
    jump(right - std::chrono::hours{1});
    jump(right + std::chrono::hours{24 * 365});
    jump(right);
    std::vector<std::string> numbers;
    for (const cases::Opened& one : opened) {
      const auto c =
          store.read([&](store::ReadTx& tx) { return cases::find_case(tx, one.id, people::system_viewer()); });
      REQUIRE(c);
      numbers.push_back(c->number);
      // Each case counts from the day the machine believed it was received on, and no date lies before it.
      CHECK(c->received_day == local_date(c->received_at));
      CHECK(c->promised_day > c->received_day);
      CHECK(c->legal_day > c->promised_day);
      CHECK(calendar::is_ordinary_day(c->legal_day, calendar::program_rules(), {}));
    }
    std::sort(numbers.begin(), numbers.end());
    CHECK(std::adjacent_find(numbers.begin(), numbers.end()) == numbers.end());
    const auto kinds = *store.read([](store::ReadTx& tx) -> Result<std::vector<std::int64_t>> {
      std::vector<std::int64_t> at;
      for (const auto& row :
           tx.query("SELECT seq, subject FROM ledger_event WHERE kind = 'case.received' ORDER BY seq"))
        at.push_back(row.integer(0));
      return at;
    });
    REQUIRE(kinds.size() == opened.size());
    for (std::size_t i = 0; i < opened.size(); ++i) CHECK(kinds[i] == opened[i].proof);
    const auto report = ledger::verify(store);
    REQUIRE(report);
    CHECK(report->findings.empty());
  });
}

TEST_CASE("a visit that was booked stays booked when the clock jumps, and its place is given to nobody else") {
  test::for_each_store(schema, [](store::Store& store) {
    Town town;
    contact::Purpose purpose;
    purpose.id = "documents";
    purpose.minutes = 30;
    for (std::size_t day = 0; day < 5; ++day) purpose.week[day] = {{9 * 60, 12 * 60}};
    const contact::Agenda agenda{{purpose}, {}};
    const contact::Appointments appointments{town.clock, town.random, agenda, town.ledger};
    contact::NewVisit visit;
    visit.purpose = "documents";
    visit.start = local_time(make_date(2026, 11, 9), 9 * 60);
    const auto book = [&] {
      return store.write([&](store::WriteTx& tx) { return appointments.book_now(tx, visit, people::system_viewer()); });
    };
    const auto held = book();
    REQUIRE(held);
    const auto right = town.clock.now();
    for (const auto by : {std::chrono::hours{-1}, std::chrono::hours{24 * 365}, std::chrono::hours{0}}) {
      town.clock.set(right + by);
      REQUIRE(store.write([&](store::WriteTx& tx) { return appointments.let_go_expired(tx); }));
      CHECK(store.read([&](store::ReadTx& tx) { return appointments.by_id(tx, held->id); }));
      CHECK(!book());
    }
  });
}
