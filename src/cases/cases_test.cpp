#include <doctest/doctest.h>

#include <algorithm>

#include "calendar/explain.h"
#include "cases/cases.h"
#include "cases/documents.h"
#include "cases/partners.h"
#include "cases/queries.h"
#include "test_stores.h"

using namespace sas;
using namespace sas::cases;

namespace {

// A town hall with one product, a clock that can be set, and a list of the messages that were asked for.
struct Office {
  ManualClock clock{*parse_iso_instant("2026-04-01T09:00:00Z")};
  SystemRandom random;
  catalogue::Catalogue catalogue = catalogue::load("catalogue")->catalogue;
  ledger::Ledger ledger{clock, random};
  std::vector<std::string> told;
  Cases cases{clock, random, catalogue, ledger,
              [this](store::WriteTx&, std::string_view template_id, json::Object) { told.emplace_back(template_id); }};
  people::Viewer resident, other, handler;

  Office() {
    resident.kind = other.kind = people::ViewerKind::resident;
    resident.acting = resident.concerned = PersonId("01900000-0000-7000-8000-000000000001");
    other.acting = other.concerned = PersonId("01900000-0000-7000-8000-000000000002");
    handler.kind = people::ViewerKind::staff;
    handler.staff = StaffId("01900000-0000-7000-8000-000000000003");
    handler.roles = {people::Role::handler};
  }

  Opened open(store::Store& store) const {
    NewCase fresh;
    fresh.product = ProductId("parkeervergunning");
    fresh.person = resident.concerned;
    fresh.answers = {json::Object{{"id", "kenteken"}, {"value", "AB123C"}}};
    fresh.contact = {"Een Inwoner", "inwoner@example.nl", ""};
    auto opened = store.write([&](store::WriteTx& tx) { return cases.open(tx, fresh, resident); });
    REQUIRE_MESSAGE(opened, opened.error().code);
    return *opened;
  }
  Case get(store::Store& store, const CaseId& id) const {
    return *store.read([&](store::ReadTx& tx) { return find_case(tx, id, handler); });
  }
};

const std::vector<store::Migration> schema = test::joined({ledger::migrations(), migrations()});

}  // namespace

TEST_CASE("a case gets a number, a promised day that leaves out Easter, and an event with proof") {
  test::for_each_store(schema, [](store::Store& store) {
    Office office;
    const Opened opened = office.open(store);
    CHECK(opened.number == "Z-2026-000001");
    CHECK(format_iso_date(opened.promised_day) == "2026-04-10");
    CHECK(opened.proof == 1);
    const Case c = office.get(store, opened.id);
    CHECK(c.status_code == "received");
    CHECK(format_iso_date(c.legal_day) == "2026-05-27");  // 8 weeks
    CHECK(c.contact.name == "Een Inwoner");
    CHECK(office.told == std::vector<std::string>{"received"});
    CHECK(office.open(store).number == "Z-2026-000002");
  });
}

TEST_CASE("another resident does not see the case, nor does a visitor") {
  test::for_each_store(schema, [](store::Store& store) {
    Office office;
    const Opened opened = office.open(store);
    const auto seen = [&](const people::Viewer& viewer) {
      return store.read([&](store::ReadTx& tx) { return find_case(tx, opened.id, viewer); });
    };
    CHECK(seen(office.resident));
    CHECK(seen(office.other).error().code == "case-not-found");
    CHECK(seen(people::Viewer{}).error().code == "case-not-found");
    const auto counted = [&](const people::Viewer& viewer) {
      return *store.read(
          [&](store::ReadTx& tx) -> Result<std::int64_t> { return count_cases(tx, {Which::all}, viewer); });
    };
    CHECK(counted(office.other) == 0);
    CHECK(counted(office.handler) == 1);
    const auto withdrawn =
        store.write([&](store::WriteTx& tx) { return office.cases.withdraw(tx, opened.id, office.other); });
    CHECK(withdrawn.error().code == "case-not-found");
  });
}

TEST_CASE("while we wait for the applicant the clock stands still, and both dates move by exactly those days") {
  test::for_each_store(schema, [](store::Store& store) {
    Office office;
    const Opened opened = office.open(store);
    office.clock.set(*parse_iso_instant("2026-04-02T09:00:00Z"));
    const NewRequest request{"Stuur het kentekenbewijs.", {"kentekenbewijs"}, make_date(2026, 4, 20)};
    auto asked = store.write(
        [&](store::WriteTx& tx) { return office.cases.ask_completion(tx, opened.id, 1, request, office.handler); });
    REQUIRE_MESSAGE(asked, asked.error().code);
    CHECK(*office.get(store, opened.id).suspended_since == make_date(2026, 4, 3));
    office.clock.set(*parse_iso_instant("2026-04-13T09:00:00Z"));
    const auto answered = store.write([&](store::WriteTx& tx) {
      return office.cases.answer_request(tx, opened.id, "Hier is het.", {}, office.resident);
    });
    REQUIRE(answered);
    const Case c = office.get(store, opened.id);
    CHECK(!c.suspended_since);
    // 3 to 12 April do not count: of the five working days only 2 April has passed.
    CHECK(format_iso_date(c.promised_day) == "2026-04-16");
    CHECK(format_iso_date(c.legal_day) == "2026-06-08");  // 27 May + 10 days = Saturday 6 June, rolls to Monday
    CHECK(office.told.back() == "completed");
  });
}

TEST_CASE("an unanswered question lapses by itself and the clock goes on") {
  test::for_each_store(schema, [](store::Store& store) {
    Office office;
    const Opened opened = office.open(store);
    const NewRequest request{"Stuur het kentekenbewijs.", {}, make_date(2026, 4, 10)};
    REQUIRE(store.write(
        [&](store::WriteTx& tx) { return office.cases.ask_completion(tx, opened.id, 1, request, office.handler); }));
    office.clock.set(*parse_iso_instant("2026-04-10T09:00:00Z"));
    REQUIRE(store.write([&](store::WriteTx& tx) { return office.cases.resume_if_lapsed(tx, opened.id); }));
    CHECK(office.get(store, opened.id).suspended_since);
    office.clock.set(*parse_iso_instant("2026-04-11T09:00:00Z"));
    const auto lapsed = *store.read(
        [&](store::ReadTx& tx) -> Result<std::vector<CaseId>> { return lapsed_requests(tx, make_date(2026, 4, 11)); });
    REQUIRE(lapsed.size() == 1);
    REQUIRE(store.write([&](store::WriteTx& tx) { return office.cases.resume_if_lapsed(tx, lapsed.front()); }));
    CHECK(!office.get(store, opened.id).suspended_since);
  });
}

TEST_CASE("two employees cannot change one case over each other") {
  test::for_each_store(schema, [](store::Store& store) {
    Office office;
    const Opened opened = office.open(store);
    REQUIRE(store.write([&](store::WriteTx& tx) { return office.cases.take(tx, opened.id, 1, office.handler); }));
    const auto late = store.write([&](store::WriteTx& tx) {
      return office.cases.decide(tx, opened.id, 1, {"granted", "Akkoord."}, office.handler);
    });
    CHECK(late.error().code == "case-changed");
  });
}

TEST_CASE("a decision needs reasons, closes the case, and says until when to object") {
  test::for_each_store(schema, [](store::Store& store) {
    Office office;
    const Opened opened = office.open(store);
    const auto decide = [&](const char* result, const char* reasons) {
      return store.write([&](store::WriteTx& tx) {
        return office.cases.decide(tx, opened.id, 1, {result, reasons}, office.handler);
      });
    };
    CHECK(decide("granted", " ").error().code == "reasons-empty");
    CHECK(decide("nonsense", "x").error().code == "result-unknown");
    REQUIRE(decide("granted", "U woont in het gebied."));
    CHECK(decide("granted", "Nog eens.").error().code == "case-changed");
    const Case c = office.get(store, opened.id);
    CHECK(!c.open());
    CHECK(c.status_code == "decided");
    CHECK(c.archive_nomination == "vernietigen");
    CHECK(format_iso_date(*c.archive_day) == "2031-04-01");
    const auto decision =
        *store.read([&](store::ReadTx& tx) -> Result<std::optional<Decision>> { return decision_of(tx, c); });
    CHECK(format_iso_date(*decision->objection_until) == "2026-05-13");
    CHECK(office.told.back() == "decided");
  });
}

TEST_CASE("an extension is said once, with a reason") {
  test::for_each_store(schema, [](store::Store& store) {
    Office office;
    const Opened opened = office.open(store);
    const auto extend = [&](std::int64_t version, const char* reason) {
      return store.write(
          [&](store::WriteTx& tx) { return office.cases.extend(tx, opened.id, version, reason, office.handler); });
    };
    CHECK(extend(1, "").error().code == "reason-empty");
    REQUIRE(extend(1, "Er is veel werk."));
    CHECK(extend(2, "Nog meer.").error().code == "already-extended");
    CHECK(format_iso_date(office.get(store, opened.id).legal_day) == "2026-07-22");
  });
}

TEST_CASE("the work list is ordered by the promised day, not by arrival") {
  test::for_each_store(schema, [](store::Store& store) {
    Office office;
    const Opened first = office.open(store);
    office.clock.advance(std::chrono::hours{1});
    const Opened second = office.open(store);
    const NewRequest request{"Stuur iets.", {}, make_date(2026, 4, 20)};
    REQUIRE(store.write(
        [&](store::WriteTx& tx) { return office.cases.ask_completion(tx, first.id, 1, request, office.handler); }));
    const auto list =
        *store.read([&](store::ReadTx& tx) -> Result<std::vector<Case>> { return list_cases(tx, {}, office.handler); });
    REQUIRE(list.size() == 2);
    CHECK(list.front().id == second.id);
    const auto counts = *store.read([&](store::ReadTx& tx) -> Result<OpenCounts> {
      return count_open(tx, make_date(2026, 4, 13), office.handler);
    });
    CHECK(counts.open == 2);
    CHECK(counts.overdue == 1);
    CHECK(counts.nobody == 2);
  });
}

TEST_CASE("a file is judged by what it is, not by its name") {
  const std::string pdf = "%PDF-1.7\nx\n%%EOF\n", png = "\x89PNG\r\n\x1a\nxxIEND";
  CHECK(check_upload("a.pdf", pdf, {})->media_type == "application/pdf");
  CHECK(check_upload("../../etc/x.PDF", pdf, {})->filename == "x.PDF");
  CHECK(check_upload("", png, {})->filename == "document.png");
  CHECK(check_upload("a.pdf", png, {}).error().code == "file-not-what-it-says");
  CHECK(check_upload("a.exe", pdf, {}).error().code == "file-not-what-it-says");
  CHECK(check_upload("a.pdf", "<html>", {}).error().code == "file-type");
  CHECK(check_upload("a.pdf", "", {}).error().code == "file-empty");
  CHECK(check_upload("a.pdf", "%PDF-1.7 cut", {}).error().code == "file-broken");
  CHECK(check_upload("a.pdf", pdf, {{"pdf"}, 4}).error().code == "file-too-large");
  CHECK(check_upload("a.png", png, {{"pdf"}, 1000}).error().code == "file-type");
}

namespace {

Opened open_with(Office& office, store::Store& store, const NewCase& fresh) {
  auto opened = store.write([&](store::WriteTx& tx) { return office.cases.open(tx, fresh, office.resident); });
  REQUIRE_MESSAGE(opened, opened.error().code);
  return *opened;
}

NewCase move_on(const Office& office, const char* day) {
  NewCase fresh;
  fresh.product = ProductId("verhuizing");
  fresh.person = office.resident.concerned;
  fresh.answers = {json::Object{{"id", "verhuisdatum"}, {"value", day}}};
  return fresh;
}

ledger::Event last_of(const Office& office, store::Store& store, const CaseId& id, std::string_view kind) {
  const auto events = *store.read(
      [&](store::ReadTx& tx) -> Result<std::vector<ledger::Event>> { return office.ledger.events_of(tx, id.text()); });
  ledger::Event found;
  for (const ledger::Event& e : events)
    if (e.kind == kind) found = e;
  return found;
}

}  // namespace

TEST_CASE("moving house is promised from the moving day, and the sentence says so; the legal term is not moved") {
  test::for_each_store(schema, [](store::Store& store) {
    Office office;
    office.clock.set(*parse_iso_instant("2026-09-01T09:00:00Z"));
    const Opened opened = open_with(office, store, move_on(office, "2026-09-21"));
    const Case c = office.get(store, opened.id);
    CHECK(format_iso_date(c.start.day) == "2026-09-21");
    CHECK(format_iso_date(c.promised_day) == "2026-10-05");
    CHECK(c.promised_why_nl.find("vanaf 21 september 2026") != std::string::npos);
    CHECK(c.promised_why_nl.find("geteld vanaf uw verhuisdag") != std::string::npos);
    CHECK(c.promised_why_en.find("counted from your moving day") != std::string::npos);
    CHECK(format_iso_date(c.legal_day) == "2026-10-27");  // 8 weeks from 1 September
    const json::Object facts = last_of(office, store, opened.id, "case.received").facts;
    CHECK(json::text_at(facts, "received") == "2026-09-01");
    CHECK(json::text_at(facts, "start") == "2026-09-21");
    CHECK(json::text_at(facts, "start_cause") == "resident");
  });
}

TEST_CASE("who reports a move afterwards has the promise from the day we know of it") {
  test::for_each_store(schema, [](store::Store& store) {
    Office office;
    office.clock.set(*parse_iso_instant("2026-09-01T09:00:00Z"));
    const Opened opened = open_with(office, store, move_on(office, "2026-08-20"));
    const Case c = office.get(store, opened.id);
    CHECK(c.start.day == c.received_day);
    CHECK(format_iso_date(c.promised_day) == "2026-09-15");
    CHECK(last_of(office, store, opened.id, "case.received").facts.if_contains("start") == nullptr);
  });
}

TEST_CASE("a passport counts from the visit; moving the visit moves both dates, and earlier events stay as they were") {
  test::for_each_store(schema, [](store::Store& store) {
    Office office;
    NewCase fresh;
    fresh.product = ProductId("paspoort");
    fresh.visit_day = make_date(2026, 4, 13);
    const Opened opened = open_with(office, store, fresh);
    CHECK(format_iso_date(office.get(store, opened.id).promised_day) == "2026-04-20");
    CHECK(json::text_at(last_of(office, store, opened.id, "case.received").facts, "start_cause") == "appointment");
    const auto visit = [&](Date day) {
      const auto done =
          store.write([&](store::WriteTx& tx) { return office.cases.visit_on(tx, opened.id, day, people::Viewer{}); });
      REQUIRE_MESSAGE(done, done.error().code);
    };
    visit(make_date(2026, 4, 20));
    const Case c = office.get(store, opened.id);
    CHECK(format_iso_date(c.start.day) == "2026-04-20");
    CHECK(format_iso_date(c.promised_day) == "2026-04-28");  // Koningsdag on Monday 27 April is no working day
    CHECK(format_iso_date(c.legal_day) == "2026-06-15");     // 8 weeks from the visit
    CHECK(c.promised_why_nl.find("geteld vanaf uw bezoek") != std::string::npos);
    const ledger::Event changed = last_of(office, store, opened.id, "case.start_changed");
    CHECK(json::text_at(changed.facts, "start") == "2026-04-20");
    CHECK(json::text_at(changed.facts, "start_cause") == "appointment");
    CHECK(changed.acting == "visitor");
    CHECK(json::text_at(last_of(office, store, opened.id, "case.due_changed").facts, "promised") == "2026-04-28");
    visit(make_date(2026, 4, 20));  // the same day again is no change
    CHECK(last_of(office, store, opened.id, "case.start_changed").seq == changed.seq);
  });
}

TEST_CASE("a pause before the visit costs no days, and one after it does") {
  test::for_each_store(schema, [](store::Store& store) {
    Office office;
    NewCase fresh;
    fresh.product = ProductId("paspoort");
    fresh.visit_day = make_date(2026, 4, 13);
    fresh.person = office.resident.concerned;
    const Opened opened = open_with(office, store, fresh);
    const NewRequest request{"Stuur een nieuwe pasfoto.", {"pasfoto"}, make_date(2026, 4, 20)};
    REQUIRE(store.write(
        [&](store::WriteTx& tx) { return office.cases.ask_completion(tx, opened.id, 1, request, office.handler); }));
    office.clock.set(*parse_iso_instant("2026-04-07T09:00:00Z"));
    REQUIRE(store.write([&](store::WriteTx& tx) {
      return office.cases.answer_request(tx, opened.id, "Hier is hij.", {}, office.resident);
    }));
    CHECK(format_iso_date(office.get(store, opened.id).promised_day) == "2026-04-20");
  });
}

TEST_CASE("an appointment does not move a promise that counts from receipt, nor a closed case") {
  test::for_each_store(schema, [](store::Store& store) {
    Office office;
    const Opened opened = office.open(store);
    const Date before = office.get(store, opened.id).promised_day;
    const auto visit = [&] {
      return store.write([&](store::WriteTx& tx) {
        return office.cases.visit_on(tx, opened.id, make_date(2026, 4, 30), people::Viewer{});
      });
    };
    REQUIRE(visit());
    CHECK(office.get(store, opened.id).promised_day == before);
    REQUIRE(store.write([&](store::WriteTx& tx) { return office.cases.withdraw(tx, opened.id, office.resident); }));
    REQUIRE(visit());
    CHECK(office.get(store, opened.id).version == 2);
  });
}

TEST_CASE("a case waits for a partner until that partner answers, once at a time, and only for partners we know") {
  test::for_each_store(schema, [](store::Store& store) {
    Office office;
    const CaseId id = office.open(store).id;
    const auto ask = [&](std::string_view partner, std::int64_t version) {
      return store.write([&](store::WriteTx& tx) { return office.cases.ask_partner(tx, id, version, partner, office.handler); });
    };
    const auto answered = [&](std::string_view partner, std::int64_t version) {
      return store.write([&](store::WriteTx& tx) { return office.cases.partner_answered(tx, id, version, partner, office.handler); });
    };
    CHECK(ask("my neighbour", 1).error().code == "partner-unknown");
    CHECK(answered("police", 1).error().code == "partner-not-asked");
    REQUIRE(ask("police", 1));
    CHECK(ask("police", 2).error().code == "partner-asked-already");
    CHECK(ask("rdw", 1).error().code == "case-changed");
    REQUIRE(ask("rdw", 2));
    office.clock.advance(std::chrono::hours{5});
    REQUIRE(answered("police", 3));
    CHECK(answered("police", 4).error().code == "partner-not-asked");
    const Case c = office.get(store, id);
    const auto asked = *store.read([&](store::ReadTx& tx) -> Result<std::vector<PartnerAsked>> { return partners_of(tx, c); });
    REQUIRE(asked.size() == 2);
    const auto done = asked[0].partner == "police" ? asked[0] : asked[1];
    CHECK(done.answered_at == office.clock.now());
    const auto events = *store.read([&](store::ReadTx& tx) -> Result<std::vector<ledger::Event>> { return office.ledger.events_of(tx, id.text()); });
    CHECK(events.back().kind == "case.partner_answered");
    CHECK(json::text_at(events.back().facts, "partner") == "police");
  });
}

TEST_CASE("a term of a resident that ends in an outage runs on, is explained, and stands in the ledger; other terms stay") {
  test::for_each_store(schema, [](store::Store& store) {
    Office office;
    const CaseId asked = office.open(store).id;
    const CaseId decided = office.open(store).id;
    // 1 April and six weeks is 13 May; the answer is asked for by 15 May, a Friday.
    REQUIRE(store.write([&](store::WriteTx& tx) {
      return office.cases.ask_completion(tx, asked, 1, {"Stuur het kentekenbewijs.", {}, make_date(2026, 5, 15)}, office.handler);
    }));
    REQUIRE(store.write([&](store::WriteTx& tx) { return office.cases.decide(tx, decided, 1, {"granted", "Akkoord."}, office.handler); }));
    const auto outage = [&](const char* id, const char* from, const char* until) {
      const TermOutage out{id, *parse_iso_instant(from), *parse_iso_instant(until)};
      return *store.write([&](store::WriteTx& tx) { return office.cases.run_on_after(tx, out); });
    };
    CHECK(outage("early", "2026-05-11T09:00:00Z", "2026-05-12T21:00:00Z").empty());
    const auto moved = outage("late", "2026-05-13T20:00:00Z", "2026-05-13T21:30:00Z");
    REQUIRE(moved.size() == 1);
    CHECK(moved[0].case_id == decided);
    CHECK(moved[0].term == "objection");
    CHECK(moved[0].was == make_date(2026, 5, 13));
    CHECK(moved[0].until == make_date(2026, 5, 15));  // 14 May is Ascension Day
    const auto answer = outage("friday", "2026-05-15T10:00:00Z", "2026-05-15T11:00:00Z");
    REQUIRE(answer.size() == 2);  // the objection that had moved to that day moves again
    const Case waiting = office.get(store, asked), closed = office.get(store, decided);
    store.read([&](store::ReadTx& tx) -> Result<Done> {
      CHECK(requests_of(tx, waiting)[0].answer_by == make_date(2026, 5, 18));
      const auto decision = decision_of(tx, closed);
      CHECK(decision->objection_until == make_date(2026, 5, 18));
      CHECK(decision->objection_why_nl.find(std::string(calendar::article_of(calendar::Ground::outage, Language::nl))) != std::string::npos);
      CHECK(moved_terms(tx, "friday").size() == 2);
      CHECK(moved_terms(tx, "early").empty());
      return Done{};
    }).value();
    const auto events = *store.read([&](store::ReadTx& tx) -> Result<std::vector<ledger::Event>> { return office.ledger.events_of(tx, asked.text()); });
    CHECK(std::any_of(events.begin(), events.end(), [](const ledger::Event& e) { return e.kind == "case.term_moved"; }));
    CHECK(waiting.promised_day > make_date(2026, 5, 15));
  });
}
