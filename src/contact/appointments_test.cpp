#include <doctest/doctest.h>

#include <atomic>
#include <set>
#include <thread>

#include "cases/cases.h"
#include "contact/appointment_pages.h"
#include "contact/calendar_file.h"
#include "people/test_gate.h"
#include "embedded/html_texts.h"
#include "embedded/messages_texts.h"
#include "people/people.h"
#include "test_stores.h"

using namespace sas;
using namespace sas::contact;

namespace {

// One desk, half an hour each, on weekday mornings.
Agenda small_agenda() {
  Purpose purpose;
  purpose.id = "documents";
  purpose.name = {"Paspoort", "Passport"};
  purpose.place = {"Stadskantoor", "City Office"};
  purpose.minutes = 30;
  for (std::size_t day = 0; day < 5; ++day) purpose.week[day] = {{9 * 60, 12 * 60}};
  return {{purpose}, {make_date(2026, 4, 9)}};
}

struct Hall {
  ManualClock clock{*parse_iso_instant("2026-04-01T05:00:00Z")};  // a Wednesday, seven in the morning
  SystemRandom random;
  Agenda agenda = small_agenda();
  ledger::Ledger ledger{clock, random};
  Appointments appointments{clock, random, agenda, ledger};
  people::Viewer visitor;

  [[nodiscard]] Instant at(unsigned day, int minute) const { return local_time(make_date(2026, 4, day), minute); }
  Result<Held> hold(store::Store& store, Instant start, const std::string& draft) const {
    return store.write([&](store::WriteTx& tx) { return appointments.hold(tx, "documents", start, DraftId(draft)); });
  }
  std::vector<Instant> free(store::Store& store, unsigned day, int days = 1) const {
    return *store.read(
        [&](store::ReadTx& tx) { return appointments.free(tx, "documents", make_date(2026, 4, day), days); });
  }
  Held booked(store::Store& store, Instant start, const std::string& draft) const {
    const auto held = hold(store, start, draft);
    REQUIRE_MESSAGE(held, held.error().code);
    REQUIRE(store.write([&](store::WriteTx& tx) {
      return appointments.book(tx, DraftId(draft), CaseId("case-" + draft), PersonId(), catalogue::ChannelKind::digital,
                               visitor);
    }));
    return *held;
  }
  Result<Appointment> find(store::Store& store, const std::string& code) const {
    return store.read([&](store::ReadTx& tx) { return appointments.by_code(tx, code); });
  }
};

const std::vector<store::Migration> schema =
    test::joined({ledger::migrations(), jobs::migrations(), people::migrations(), cases::migrations(),
                  messages::migrations(), migrations()});

}  // namespace

TEST_CASE("there are places on working mornings, not on holidays, closing days or within the hour") {
  test::for_each_store(schema, [](store::Store& store) {
    Hall hall;
    CHECK(hall.free(store, 1).size() == 6);
    CHECK(hall.free(store, 3).empty());          // Good Friday
    CHECK(hall.free(store, 9).empty());          // closed
    CHECK(hall.free(store, 1, 7).size() == 18);  // Wednesday, Thursday, Tuesday after Easter
    hall.clock.set(hall.at(1, 9 * 60 + 40));
    CHECK(hall.free(store, 1).front() == hall.at(1, 11 * 60));
    CHECK(hall.hold(store, hall.at(1, 11 * 60 + 10), "a").error().code == "slot-unknown");
    CHECK(hall.hold(store, hall.at(3, 9 * 60), "a").error().code == "slot-unknown");
  });
}

TEST_CASE("of twenty people who want one place at the same moment, exactly one gets it") {
  test::for_each_place([](const store::OpenOptions& options) {
    Hall hall;
    const auto first = test::open_store(options, schema);
    // A second server on the same database; SQLite serves one program only.
    const auto second = first->kind() == "postgresql" ? test::open_store(options, schema) : nullptr;
    std::atomic<int> held{0}, refused{0};
    std::vector<std::thread> people;
    for (int i = 0; i < 20; ++i)
      people.emplace_back([&, i] {
        store::Store& store = second != nullptr && i % 2 == 1 ? *second : *first;
        const auto place = hall.hold(store, hall.at(2, 9 * 60), "draft-" + std::to_string(i));
        if (place)
          ++held;
        else if (place.error().kind == ErrorKind::conflict)
          ++refused;
      });
    for (std::thread& person : people) person.join();
    CHECK(held == 1);
    CHECK(refused == 19);
    const auto rows = first->read([](store::ReadTx& tx) -> Result<std::int64_t> {
      return tx.query("SELECT count(*) FROM appointment").front().integer(0);
    });
    CHECK(*rows == 1);
  });
}

TEST_CASE("a place that is held is free again after ten minutes, and one form holds one place") {
  test::for_each_store(schema, [](store::Store& store) {
    Hall hall;
    const Instant nine = hall.at(2, 9 * 60), half = hall.at(2, 9 * 60 + 30);
    REQUIRE(hall.hold(store, nine, "a"));
    CHECK(hall.hold(store, nine, "b").error().code == "slot-taken");
    CHECK(hall.free(store, 2).size() == 5);
    REQUIRE(hall.hold(store, half, "a"));  // lets nine go
    CHECK(hall.hold(store, nine, "b"));
    hall.clock.advance(std::chrono::minutes{10});
    CHECK(hall.free(store, 2).size() == 6);
    CHECK(hall.hold(store, half, "c"));
    const auto late = store.write([&](store::WriteTx& tx) {
      return hall.appointments.book(tx, DraftId("a"), CaseId("case-a"), PersonId(), catalogue::ChannelKind::digital,
                                    hall.visitor);
    });
    CHECK(late.error().code == "slot-taken");
    hall.clock.advance(std::chrono::minutes{10});
    CHECK(*store.write([&](store::WriteTx& tx) { return hall.appointments.let_go_expired(tx); }) == 1);
  });
}

TEST_CASE("a booked appointment is found by its code, however it is typed, and stays when time passes") {
  test::for_each_store(schema, [](store::Store& store) {
    Hall hall;
    const Held held = hall.booked(store, hall.at(2, 9 * 60), "a");
    hall.clock.advance(std::chrono::hours{1});
    std::string typed;
    for (const char c : held.code) typed += c == '-' ? ' ' : static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    CHECK(hall.find(store, typed)->start == hall.at(2, 9 * 60));
    CHECK(hall.find(store, "K7QF-2MXP-9TRA").error().code == "appointment-not-found");
    CHECK(hall.hold(store, hall.at(2, 9 * 60), "b").error().code == "slot-taken");
    const auto kept = *store.read([&](store::ReadTx& tx) -> Result<std::string> {
      const auto row = *tx.query_one("SELECT code_hash FROM appointment");
      return row.text(0);
    });
    CHECK(kept.find(held.code) == std::string::npos);
  });
}

TEST_CASE("moving frees the old place, a taken one is refused, and a past appointment stays as it was") {
  test::for_each_store(schema, [](store::Store& store) {
    Hall hall;
    const Held a = hall.booked(store, hall.at(2, 9 * 60), "a");
    (void)hall.booked(store, hall.at(2, 10 * 60), "b");
    const auto move = [&](Instant to) {
      return store.write([&](store::WriteTx& tx) -> Result<Done> {
        return hall.appointments.move(tx, *hall.appointments.by_code(tx, a.code), to, catalogue::ChannelKind::digital,
                                      hall.visitor);
      });
    };
    CHECK(move(hall.at(2, 10 * 60)).error().code == "slot-taken");
    CHECK(move(hall.at(2, 13 * 60)).error().code == "slot-unknown");
    REQUIRE(move(hall.at(2, 11 * 60)));
    CHECK(hall.find(store, a.code)->start == hall.at(2, 11 * 60));
    CHECK(hall.hold(store, hall.at(2, 9 * 60), "c"));
    hall.clock.set(hall.at(2, 11 * 60 + 5));
    CHECK(move(hall.at(7, 9 * 60)).error().code == "appointment-past");
  });
}

TEST_CASE("cancelling frees the place, and each step is in the ledger without the code") {
  test::for_each_store(schema, [](store::Store& store) {
    Hall hall;
    const Held a = hall.booked(store, hall.at(2, 9 * 60), "a");
    REQUIRE(store.write([&](store::WriteTx& tx) {
      return hall.appointments.cancel(tx, *hall.appointments.by_code(tx, a.code), catalogue::ChannelKind::digital,
                                      hall.visitor);
    }));
    CHECK(!hall.find(store, a.code));
    CHECK(hall.hold(store, hall.at(2, 9 * 60), "b"));
    const auto events = *store.read(
        [&](store::ReadTx& tx) -> Result<std::vector<ledger::Event>> { return hall.ledger.events_of(tx, "case-a"); });
    REQUIRE(events.size() == 2);
    CHECK(events[0].kind == "appointment.booked");
    CHECK(events[1].kind == "appointment.cancelled");
    for (const ledger::Event& event : events) CHECK(json::write(event.facts).find(a.code) == std::string::npos);
  });
}

namespace {

struct Site {
  Hall hall;
  test::SqliteStore store{schema};
  html::Texts texts = *html::Texts::load({embedded::html_texts(), embedded::messages_texts(), contact::texts()});
  test::TestGate gate{texts};
  catalogue::Catalogue catalogue = catalogue::load("catalogue")->catalogue;
  jobs::Outbox outbox{hall.clock, hall.random};
  messages::Messages messages{
      {hall.clock, hall.random, catalogue, texts, hall.ledger, outbox, "https://example.nl", "Zwolle", {}}};
  cases::Cases cases{
      hall.clock, hall.random, catalogue, hall.ledger,
      [this](store::WriteTx& tx, std::string_view id, json::Object facts) { messages.post(tx, id, facts); }};
  Visits visits{{hall.appointments, hall.agenda, cases, messages, texts}};
  int woken = 0;
  int tries_left = 5;
  http::Router router;
  test::Browser browser{router};
  Site() {
    add_appointment_pages(
        router, {gate, *store, hall.clock, hall.random, hall.appointments, hall.agenda, visits, [this] { ++woken; },
                 [this](const http::Request&) { return tries_left-- > 0; }, "a secret of this test"});
  }
};

}  // namespace

TEST_CASE("with the code alone somebody sees, moves and cancels an appointment, and the code is in no address") {
  Site site;
  const Held held = site.hall.booked(*site.store, site.hall.at(2, 9 * 60), "a");
  CHECK(test::says(site.browser.get("/afspraak"), "name=\"code\""));
  const auto entered = site.browser.post("/afspraak", {{"code", held.code}});
  CHECK(entered.status == 303);
  CHECK(test::header_of(entered, "Location") == "/afspraak");
  CHECK(test::header_of(entered, "Set-Cookie").find("HttpOnly") != std::string::npos);
  CHECK(test::says(site.browser.get("/afspraak"), "donderdag 2 april 2026"));
  CHECK(test::says(site.browser.get("/en/afspraak"), "Thursday 2 April 2026"));
  CHECK(site.browser.get("/afspraak/agenda.ics").body.find("DTSTART:20260402T070000Z\r\n") != std::string::npos);

  const auto pick = site.browser.get("/afspraak/verzetten");
  CHECK(test::says(pick, "vanaf=2026-04-15"));
  const std::string slot = std::to_string(to_millis(site.hall.at(7, 10 * 60)));
  CHECK(test::says(pick, slot));
  CHECK(site.browser.post("/afspraak/verzetten", {{"vanaf", "2026-04-01"}}).status == 422);
  CHECK(site.browser.post("/afspraak/verzetten", {{"slot", slot}}).status == 303);
  CHECK(test::says(site.browser.get("/afspraak?verzet=ja"), "dinsdag 7 april 2026"));

  (void)site.hall.booked(*site.store, site.hall.at(8, 9 * 60), "b");
  const auto taken =
      site.browser.post("/afspraak/verzetten", {{"slot", std::to_string(to_millis(site.hall.at(8, 9 * 60)))}});
  CHECK(taken.status == 409);
  CHECK(test::says(taken, "Uw oude afspraak staat er nog"));

  CHECK(test::says(site.browser.get("/afspraak/afzeggen"), "Ja, zeg de afspraak af"));
  CHECK(site.browser.post("/afspraak/afzeggen", {}).status == 200);
  CHECK(!site.hall.find(*site.store, held.code));
}

TEST_CASE("guessing a code is limited, in the form and in the cookie") {
  Site site;
  const Held held = site.hall.booked(*site.store, site.hall.at(2, 9 * 60), "a");
  for (int i = 0; i < 5; ++i) CHECK(site.browser.post("/afspraak", {{"code", "AAAA-BBBB-CCCC"}}).status == 422);
  CHECK(site.browser.post("/afspraak", {{"code", held.code}}).status == 429);
  site.browser.set_cookies("sas_appointment=" + base64url(held.code) + ".made-up");
  CHECK(test::says(site.browser.get("/afspraak"), "name=\"code\""));
  CHECK(site.browser.post("/afspraak/afzeggen", {}).status == 303);
  CHECK(site.hall.find(*site.store, held.code));
}

TEST_CASE("a calendar file folds long lines between characters and escapes what has a meaning") {
  CalendarEntry entry;
  entry.uid = "1";
  entry.made_at = entry.start = *parse_iso_instant("2026-04-01T06:00:00Z");
  entry.summary = "een, twee; drie";
  for (int i = 0; i < 60; ++i) entry.location += "é";
  const std::string file = calendar_file(entry);
  CHECK(file.find("SUMMARY:een\\, twee\\; drie\r\n") != std::string::npos);
  CHECK(file.find("DTEND:20260401T061500Z\r\n") != std::string::npos);
  std::string unfolded;
  for (const std::string& line : split(file, '\n')) {
    CHECK(line.size() <= 76);  // 75 and the carriage return
    CHECK(is_utf8(line));
    unfolded +=
        line.starts_with(' ') ? line.substr(1, line.size() - 2) : line.substr(0, line.empty() ? 0 : line.size() - 1);
  }
  CHECK(unfolded.find(entry.location) != std::string::npos);
}

TEST_CASE("a look for an appointment is an event without a person, and one that found nothing has no first day") {
  test::for_each_store(schema, [](store::Store& store) {
    const Hall hall;
    const auto look = [&](unsigned day) {
      const auto free = hall.free(store, day);
      REQUIRE(store.write([&](store::WriteTx& tx) -> Result<Done> {
        hall.appointments.searched(tx, {ProductId("paspoort"), "documents", make_date(2026, 4, day), free});
        return Done{};
      }));
    };
    look(2);
    look(9);  // closed
    const auto events = *store.read([&](store::ReadTx& tx) -> Result<std::vector<ledger::Event>> { return hall.ledger.read_after(tx, 0, 10); });
    REQUIRE(events.size() == 2);
    CHECK(events[0].kind == "appointment.searched");
    CHECK(events[0].acting == "visitor");
    CHECK(events[0].concerned.empty());
    CHECK(json::int_at(events[0].facts, "offered") == 6);
    CHECK(json::int_at(events[0].facts, "first_free_days", -1) == 1);
    CHECK(json::text_at(events[0].facts, "location") == "Stadskantoor");
    CHECK(json::int_at(events[1].facts, "offered", -1) == 0);
    CHECK(json::int_at(events[1].facts, "first_free_days", -1) == -1);
  });
}
