#include "contact/visits.h"

#include <doctest/doctest.h>

#include "cases/queries.h"
#include "embedded/html_texts.h"
#include "embedded/messages_texts.h"
#include "people/people.h"
#include "test_stores.h"

using namespace sas;
using namespace sas::contact;

namespace {

const std::vector<store::Migration> schema =
    test::joined({ledger::migrations(), jobs::migrations(), people::migrations(), cases::migrations(),
                  messages::migrations(), migrations()});

Agenda weekday_mornings() {
  Purpose purpose;
  purpose.id = "documents";
  purpose.name = {"Paspoort", "Passport"};
  purpose.place = {"Stadskantoor", "City Office"};
  purpose.minutes = 30;
  for (std::size_t day = 0; day < 5; ++day) purpose.week[day] = {{9 * 60, 12 * 60}};
  return {{purpose}, {}};
}

// A town hall with a passport that was asked for, and an employee at the phone.
struct Hall {
  ManualClock clock{*parse_iso_instant("2026-04-01T05:00:00Z")};
  SystemRandom random;
  Agenda agenda = weekday_mornings();
  catalogue::Catalogue catalogue = catalogue::load("catalogue")->catalogue;
  ledger::Ledger ledger{clock, random};
  jobs::Outbox outbox{clock, random};
  html::Texts texts = *html::Texts::load({embedded::html_texts(), embedded::messages_texts(), contact::texts()});
  messages::Messages messages{{clock, random, catalogue, texts, ledger, outbox, "https://example.nl", "Zwolle", {}}};
  cases::Cases cases{
      clock, random, catalogue, ledger,
      [this](store::WriteTx& tx, std::string_view id, json::Object facts) { messages.post(tx, id, facts); }};
  Appointments appointments{clock, random, agenda, ledger};
  Visits visits{{appointments, agenda, cases, messages, texts}};
  people::Viewer employee;

  Hall() {
    employee.kind = people::ViewerKind::staff;
    employee.staff = StaffId("01900000-0000-7000-8000-0000000000a1");
    employee.roles = {people::Role::desk};
  }
  static Instant at(unsigned day, int minute) { return local_time(make_date(2026, 4, day), minute); }

  CaseId passport(store::Store& store) const {
    cases::NewCase fresh;
    fresh.product = ProductId("paspoort");
    fresh.contact = {"Een Inwoner", "inwoner@example.nl", ""};
    const auto opened = store.write([&](store::WriteTx& tx) { return cases.open(tx, fresh, people::system_viewer()); });
    REQUIRE_MESSAGE(opened, opened.error().code);
    return opened->id;
  }
  cases::Case get(store::Store& store, const CaseId& id) const {
    return *store.read([&](store::ReadTx& tx) { return cases::find_case(tx, id, people::system_viewer()); });
  }
  Result<Held> book(store::Store& store, const NewVisit& visit) const {
    return store.write([&](store::WriteTx& tx) { return visits.book(tx, visit, employee); });
  }
};

struct Mailed : messages::Mailer {
  mutable std::vector<messages::Mail> sent;
  Result<Done> send(const messages::Mail& mail) const override {
    sent.push_back(mail);
    return Done{};
  }
};

// Everything that waits to be mailed, as the job would send it.
std::vector<messages::Mail> mailed(const Hall& hall, store::Store& store) {
  const Mailed mailer;
  const auto waiting = *store.read([](store::ReadTx& tx) -> Result<std::vector<std::string>> {
    std::vector<std::string> ids;
    for (const auto& row : tx.query("SELECT id FROM message WHERE mail_state = 'waiting' ORDER BY created_at, id"))
      ids.push_back(row.text(0));
    return ids;
  });
  for (const std::string& id : waiting) {
    jobs::Job job;
    job.payload = {{"message", id}};
    const auto done = hall.messages.deliver(store, mailer, job);
    REQUIRE_MESSAGE(done, done.error().code);
  }
  return mailer.sent;
}

}  // namespace

TEST_CASE("a visit that an employee books moves the promise of its case, and the code goes out by mail only") {
  test::for_each_store(schema, [](store::Store& store) {
    const Hall hall;
    const CaseId id = hall.passport(store);
    (void)mailed(hall, store);  // the receipt
    NewVisit visit;
    visit.purpose = "documents";
    visit.start = Hall::at(13, 9 * 60);
    visit.case_id = id;
    const auto held = hall.book(store, visit);
    REQUIRE_MESSAGE(held, held.error().code);
    CHECK(format_iso_date(hall.get(store, id).promised_day) == "2026-04-20");
    const auto mail = mailed(hall, store);
    REQUIRE(mail.size() == 1);
    CHECK(mail[0].to == "inwoner@example.nl");
    CHECK(mail[0].text.find(held->code) != std::string::npos);
    CHECK(mail[0].text.find("maandag 13 april 2026") != std::string::npos);
    const auto events = *store.read(
        [&](store::ReadTx& tx) -> Result<std::vector<ledger::Event>> { return hall.ledger.events_of(tx, id.text()); });
    bool booked = false;
    for (const ledger::Event& e : events) {
      CHECK(json::write(e.facts).find(held->code) == std::string::npos);
      if (e.kind != "appointment.booked") continue;
      booked = true;
      CHECK(json::text_at(e.facts, "channel") == "phone");
      CHECK(e.acting == hall.employee.acting_text());
    }
    CHECK(booked);
  });
}

TEST_CASE("moving tells both times and the new promised day; cancelling keeps the promise as it was") {
  test::for_each_store(schema, [](store::Store& store) {
    const Hall hall;
    const CaseId id = hall.passport(store);
    NewVisit visit;
    visit.purpose = "documents";
    visit.start = Hall::at(13, 9 * 60);
    visit.case_id = id;
    const auto held = hall.book(store, visit);
    REQUIRE(held);
    (void)mailed(hall, store);
    const auto current = [&] {
      return *store.read([&](store::ReadTx& tx) { return hall.appointments.by_id(tx, held->id); });
    };
    Appointment before = current();
    REQUIRE(store.write([&](store::WriteTx& tx) {
      return hall.visits.move(tx, before, Hall::at(14, 10 * 60), catalogue::ChannelKind::phone, hall.employee);
    }));
    CHECK(format_iso_date(hall.get(store, id).promised_day) == "2026-04-21");
    auto mail = mailed(hall, store);
    REQUIRE(mail.size() == 1);
    CHECK(mail[0].text.find("maandag 13 april 2026") != std::string::npos);
    CHECK(mail[0].text.find("dinsdag 14 april 2026") != std::string::npos);
    CHECK(mail[0].text.find("dinsdag 21 april 2026") != std::string::npos);
    before = current();
    REQUIRE(store.write([&](store::WriteTx& tx) {
      return hall.visits.cancel(tx, before, catalogue::ChannelKind::desk, hall.employee);
    }));
    CHECK(format_iso_date(hall.get(store, id).promised_day) == "2026-04-21");
    mail = mailed(hall, store);
    REQUIRE(mail.size() == 1);
    CHECK(mail[0].subject == "Uw afspraak is afgezegd");
  });
}

TEST_CASE("the second visit of a case, to collect, does not start its clock anew") {
  test::for_each_store(schema, [](store::Store& store) {
    const Hall hall;
    NewVisit visit;
    visit.purpose = "documents";
    visit.case_id = hall.passport(store);
    visit.start = Hall::at(13, 9 * 60);
    REQUIRE(hall.book(store, visit));
    visit.start = Hall::at(22, 9 * 60);
    REQUIRE(hall.book(store, visit));
    CHECK(hall.get(store, visit.case_id).start.day == make_date(2026, 4, 13));
  });
}

TEST_CASE("who has no case and no account gets the mail at the address given with the visit, in their language") {
  test::for_each_store(schema, [](store::Store& store) {
    const Hall hall;
    NewVisit visit;
    visit.purpose = "documents";
    visit.start = Hall::at(13, 9 * 60);
    visit.contact = {"A. Caller", "caller@example.org", "+31612345678"};
    visit.language = Language::en;
    REQUIRE(hall.book(store, visit));
    const auto mail = mailed(hall, store);
    REQUIRE(mail.size() == 1);
    CHECK(mail[0].to == "caller@example.org");
    CHECK(mail[0].text.find("https://example.nl/en/afspraak") != std::string::npos);
    const auto again = hall.book(store, visit);
    REQUIRE(!again);
    CHECK(again.error().code == "slot-taken");
    visit.start = Hall::at(13, 9 * 60 + 30);
    visit.contact.email.clear();
    REQUIRE(hall.book(store, visit));
    CHECK(mailed(hall, store).empty());
    const auto all = *store.read([&](store::ReadTx& tx) -> Result<std::vector<Appointment>> {
      return hall.appointments.of_day(tx, make_date(2026, 4, 13));
    });
    REQUIRE(all.size() == 2);
    CHECK(all[1].contact.phone == "+31612345678");
  });
}
