#include <doctest/doctest.h>

#include "cases/case_clock.h"
#include "cases/cases.h"
#include "cases/queries.h"
#include "test_stores.h"

using namespace sas;
using namespace sas::cases;

namespace {

// A town hall whose catalogue a test may change before cases are opened.
struct Hall {
  ManualClock clock{*parse_iso_instant("2026-04-01T09:00:00Z")};
  SystemRandom random;
  catalogue::Catalogue catalogue = catalogue::load("catalogue")->catalogue;
  ledger::Ledger ledger{clock, random};
  std::vector<std::string> told;
  Cases cases{clock, random, catalogue, ledger,
              [this](store::WriteTx&, std::string_view id, json::Object) { told.emplace_back(id); }};
  people::Viewer resident, handler;

  Hall() {
    resident.kind = people::ViewerKind::resident;
    resident.acting = resident.concerned = PersonId("01900000-0000-7000-8000-000000000001");
    handler.kind = people::ViewerKind::staff;
    handler.staff = StaffId("01900000-0000-7000-8000-000000000003");
    handler.roles = {people::Role::handler};
  }

  void on(const char* day) { clock.set(*parse_iso_instant(std::string(day) + "T09:00:00Z")); }

  CaseId open(store::Store& store, const char* product = "parkeervergunning", json::Array answers = {}) const {
    NewCase fresh;
    fresh.product = ProductId(product);
    fresh.person = resident.concerned;
    fresh.answers = std::move(answers);
    const auto opened = store.write([&](store::WriteTx& tx) { return cases.open(tx, fresh, resident); });
    REQUIRE_MESSAGE(opened, opened.error().code);
    return opened->id;
  }
  Case get(store::Store& store, const CaseId& id) const {
    return *store.read([&](store::ReadTx& tx) { return find_case(tx, id, handler); });
  }
  CaseClock legal(store::Store& store, const CaseId& id) const {
    const Case c = get(store, id);
    return *store.read([&](store::ReadTx& tx) -> Result<CaseClock> { return clock_of(tx, c); });
  }
  std::optional<PenaltyState> penalty(store::Store& store, const CaseId& id) const {
    const Case c = get(store, id);
    return *store.read([&](store::ReadTx& tx) { return penalty_of(tx, c, catalogue.rules, local_date(clock.now())); });
  }
  Result<Done> pause(store::Store& store, const CaseId& id, const NewPause& pause) const {
    const auto version = get(store, id).version;
    return store.write([&](store::WriteTx& tx) { return cases.pause(tx, id, version, pause, handler); });
  }
  Result<Done> notice(store::Store& store, const CaseId& id, Date received) const {
    return store.write([&](store::WriteTx& tx) {
      return cases.give_default_notice(tx, id, {received, catalogue::ChannelKind::post}, handler);
    });
  }
  std::vector<ledger::Event> events(store::Store& store, const CaseId& id) const {
    return *store.read(
        [&](store::ReadTx& tx) -> Result<std::vector<ledger::Event>> { return ledger.events_of(tx, id.text()); });
  }
};

const std::vector<store::Migration> schema = test::joined({ledger::migrations(), migrations()});

}  // namespace

TEST_CASE("an agreed pause moves the legal day by its days, is told, and ends by itself") {
  test::for_each_store(schema, [](store::Store& store) {
    Hall hall;
    const CaseId id = hall.open(store);
    CHECK(format_iso_date(hall.get(store, id).legal_day) == "2026-05-27");
    CHECK(hall.pause(store, id, {calendar::Ground::completion_asked, "x", {}}).error().code == "pause-ground");
    CHECK(hall.pause(store, id, {calendar::Ground::agreed, " ", {}}).error().code == "pause-reason-empty");
    CHECK(hall.pause(store, id, {calendar::Ground::agreed, "Vakantie.", {}}).error().code == "pause-until-needed");
    CHECK(hall.pause(store, id, {calendar::Ground::agreed, "Vakantie.", make_date(2026, 4, 2)}).error().code ==
          "pause-until-too-soon");
    REQUIRE(hall.pause(store, id, {calendar::Ground::agreed, "Vakantie.", make_date(2026, 4, 16)}));
    const Case paused = hall.get(store, id);
    CHECK(*paused.suspended_since == make_date(2026, 4, 2));
    CHECK(!paused.waits_for_applicant());
    CHECK(format_iso_date(paused.legal_day) == "2026-06-10");  // 27 May and the 14 days from 2 to 15 April
    CHECK(hall.told.back() == "paused");
    const ledger::Event event = hall.events(store, id)[1];
    CHECK(event.kind == "case.paused");
    CHECK(json::text_at(event.facts, "ground") == "4:15-2-a");
    CHECK(json::text_at(event.facts, "from") == "2026-04-02");
    const auto answered =
        store.write([&](store::WriteTx& tx) { return hall.cases.answer_request(tx, id, "Nee.", {}, hall.resident); });
    CHECK(answered.error().code == "nothing-asked");
    hall.on("2026-04-16");
    const auto lapsed = *store.read(
        [&](store::ReadTx& tx) -> Result<std::vector<CaseId>> { return lapsed_pauses(tx, make_date(2026, 4, 16)); });
    REQUIRE(lapsed == std::vector<CaseId>{id});
    REQUIRE(store.write([&](store::WriteTx& tx) { return hall.cases.resume_if_lapsed(tx, id); }));
    CHECK(!hall.get(store, id).suspended_since);
    CHECK(format_iso_date(hall.get(store, id).legal_day) == "2026-06-10");
    CHECK(hall.told.back() == "pause-ended");
  });
}

TEST_CASE("a pause without an end is ended by an employee, and never after the legal day") {
  test::for_each_store(schema, [](store::Store& store) {
    Hall hall;
    const CaseId id = hall.open(store);
    REQUIRE(hall.pause(store, id, {calendar::Ground::force_majeure, "Brand in het archief.", {}}));
    CHECK(format_iso_date(hall.get(store, id).legal_day) == "2026-05-27");
    CHECK(hall.pause(store, id, {calendar::Ground::force_majeure, "Nog een.", {}}).error().code == "already-asked");
    hall.on("2026-04-09");
    const auto end = [&](std::int64_t version) {
      return store.write([&](store::WriteTx& tx) { return hall.cases.end_pause(tx, id, version, hall.handler); });
    };
    REQUIRE(end(2));
    CHECK(format_iso_date(hall.get(store, id).legal_day) == "2026-06-03");  // 2 to 8 April: seven days
    CHECK(end(3).error().code == "not-paused");
    hall.on("2026-06-04");
    CHECK(hall.pause(store, id, {calendar::Ground::force_majeure, "Te laat.", {}}).error().code == "pause-too-late");
  });
}

TEST_CASE("a notice of default counts once, after the legal day, and its penalty grows until the decision") {
  test::for_each_store(schema, [](store::Store& store) {
    Hall hall;
    const CaseId id = hall.open(store);
    hall.on("2026-05-27");
    CHECK(hall.notice(store, id, make_date(2026, 5, 27)).error().code == "notice-too-early");
    hall.on("2026-06-01");
    CHECK(hall.notice(store, id, make_date(2026, 6, 2)).error().code == "notice-in-future");
    REQUIRE(hall.notice(store, id, make_date(2026, 6, 1)));
    CHECK(hall.notice(store, id, make_date(2026, 6, 1)).error().code == "notice-twice");
    CHECK(hall.told.back() == "default-notice");
    const ledger::Event event = hall.events(store, id).back();
    CHECK(event.kind == "case.default_notice");
    CHECK(json::text_at(event.facts, "received") == "2026-06-01");
    CHECK(json::text_at(event.facts, "due") == "2026-06-15");
    CHECK(json::text_at(event.facts, "pays_from") == "2026-06-16");
    CHECK(hall.penalty(store, id)->penalty.amount == Cents{0});
    hall.on("2026-06-30");  // 16 to 30 June: fourteen days of 23 and one of 35
    CHECK(hall.penalty(store, id)->penalty.amount == Cents{35700});
    const auto version = hall.get(store, id).version;
    REQUIRE(store.write([&](store::WriteTx& tx) {
      return hall.cases.decide(tx, id, version, {"granted", "Akkoord."}, hall.handler);
    }));
    hall.on("2026-12-01");
    CHECK(hall.penalty(store, id)->penalty.amount == Cents{32200});  // the day of the decision does not count
    CHECK(hall.penalty(store, id)->why_nl.find("samen €") != std::string::npos);
  });
}

TEST_CASE("an employee who finds an exception says why, and no penalty is due") {
  test::for_each_store(schema, [](store::Store& store) {
    Hall hall;
    const CaseId id = hall.open(store);
    hall.on("2026-07-20");
    REQUIRE(hall.notice(store, id, make_date(2026, 6, 1)));
    CHECK(hall.penalty(store, id)->penalty.amount > Cents{0});
    const auto except = [&](const char* reason) {
      const auto version = hall.get(store, id).version;
      return store.write([&](store::WriteTx& tx) {
        return hall.cases.except_from_penalty(tx, id, version, calendar::NoPenalty::no_interest, reason, hall.handler);
      });
    };
    CHECK(except("").error().code == "reasons-empty");
    REQUIRE(except("Het gaat over het huis van een ander."));
    CHECK(hall.penalty(store, id)->penalty.amount == Cents{0});
    CHECK(hall.penalty(store, id)->why_nl.find("lid 6 onder b") != std::string::npos);
  });
}

TEST_CASE("a product without a decision has no penalty") {
  test::for_each_store(schema, [](store::Store& store) {
    Hall hall;
    const CaseId id = hall.open(store, "klacht");
    hall.on("2026-12-01");
    CHECK(hall.notice(store, id, make_date(2026, 12, 1)).error().code == "notice-none");
  });
}

TEST_CASE("an objection is decided twelve weeks after the term to object ended, not after it came in") {
  test::for_each_store(schema, [](store::Store& store) {
    Hall hall;
    json::Array answers{json::Object{{"id", "datum-besluit"}, {"value", "2026-03-16"}}};
    const CaseId id = hall.open(store, "bezwaar", answers);
    CHECK(hall.legal(store, id).legal_start == make_date(2026, 4, 28));  // 27 April is Koningsdag
    CHECK(format_iso_date(hall.get(store, id).legal_day) == "2026-07-21");
    CHECK(hall.legal(store, id).legal_why_nl.find("12 weken") != std::string::npos);
  });
}

TEST_CASE("a newer version of the rules never moves the date of an older case") {
  test::for_each_store(schema, [](store::Store& store) {
    Hall hall;
    const CaseId before = hall.open(store);  // 27 May, a Wednesday
    const std::string version = hall.legal(store, before).rules;
    CHECK(version == hall.catalogue.rules.current().id);
    CHECK(json::text_at(hall.events(store, before).front().facts, "rules") == version);
    auto newer = calendar::with_decrees(hall.catalogue.rules.current(), "newer", {{make_date(2026, 5, 27), "a decree"}},
                                        {2026, 2026});
    REQUIRE(newer);
    REQUIRE(hall.catalogue.rules.add(std::move(*newer)));
    const CaseId after = hall.open(store);
    CHECK(format_iso_date(hall.get(store, after).legal_day) == "2026-05-28");
    CHECK(hall.legal(store, after).rules == "newer");
    // Everything of the older case is reckoned anew: it ends where its own rules say.
    const NewRequest request{"Stuur het kentekenbewijs.", {}, make_date(2026, 4, 20)};
    REQUIRE(store.write(
        [&](store::WriteTx& tx) { return hall.cases.ask_completion(tx, before, 1, request, hall.handler); }));
    REQUIRE(store.write(
        [&](store::WriteTx& tx) { return hall.cases.answer_request(tx, before, "Hier.", {}, hall.resident); }));
    CHECK(format_iso_date(hall.get(store, before).legal_day) == "2026-05-27");
    CHECK(hall.legal(store, before).rules == version);
  });
}

TEST_CASE("a version that is gone is named, and the case keeps its dates") {
  test::for_each_store(schema, [](store::Store& store) {
    Hall hall;
    const CaseId id = hall.open(store);
    hall.catalogue.rules = calendar::RuleBook();
    const auto paused = hall.pause(store, id, {calendar::Ground::force_majeure, "Brand.", {}});
    CHECK(paused.error().code == "rules-unknown");
    CHECK(format_iso_date(hall.get(store, id).legal_day) == "2026-05-27");
  });
}

TEST_CASE("where silence is consent, the day after the legal day grants what was asked and makes it known") {
  test::for_each_store(schema, [](store::Store& store) {
    Hall hall;
    for (catalogue::Product& p : hall.catalogue.products)
      if (p.id == ProductId("parkeervergunning")) p.legal_term.tacit_result = "granted";
    const CaseId id = hall.open(store);
    const auto silent = [&] {
      return *store.read([&](store::ReadTx& tx) -> Result<std::vector<CaseId>> {
        return silent_cases(tx, hall.catalogue, local_date(hall.clock.now()));
      });
    };
    const auto decide = [&] {
      REQUIRE(store.write([&](store::WriteTx& tx) { return hall.cases.decide_by_silence(tx, id); }));
    };
    hall.on("2026-05-27");
    CHECK(silent().empty());
    decide();
    CHECK(hall.get(store, id).open());
    hall.on("2026-05-28");
    REQUIRE(silent() == std::vector<CaseId>{id});
    decide();
    const Case c = hall.get(store, id);
    CHECK(c.result_code == "granted");
    CHECK(hall.told.back() == "decided");
    const auto decision =
        *store.read([&](store::ReadTx& tx) -> Result<std::optional<Decision>> { return decision_of(tx, c); });
    CHECK(decision->reasons.find("artikel 4:20b") != std::string::npos);
    CHECK(format_iso_date(*decision->objection_until) == "2026-07-09");
    const ledger::Event event = hall.events(store, id).back();
    CHECK(event.kind == "case.decided");
    CHECK(json::text_at(event.facts, "publish_by") == "2026-06-11");
    CHECK(event.acting == "system");
  });
}
