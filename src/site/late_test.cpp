#include <doctest/doctest.h>

#include "people/test_gate.h"
#include "embedded/forms_texts.h"
#include "embedded/html_texts.h"
#include "embedded/messages_texts.h"
#include "embedded/site_texts.h"
#include "people/people.h"
#include "site/site.h"
#include "test_stores.h"

using namespace sas;

namespace {

const std::vector<store::Migration> schema =
    test::joined({ledger::migrations(), jobs::migrations(), people::migrations(), cases::migrations(),
                  messages::migrations(), forms::migrations(), contact::migrations()});

// The resident's site with one case of one resident.
struct Site {
  test::SqliteStore store{schema};
  ManualClock clock{*parse_iso_instant("2026-04-01T09:00:00Z")};
  SystemRandom random;
  catalogue::Catalogue catalogue = catalogue::load("catalogue")->catalogue;
  catalogue::Search search{catalogue, ""};
  catalogue::Coverage coverage;
  ledger::Ledger ledger{clock, random};
  jobs::Outbox outbox{clock, random};
  html::Texts texts = *html::Texts::load({embedded::html_texts(), embedded::forms_texts(), embedded::messages_texts(),
                                          contact::texts(), embedded::site_texts()});
  messages::Messages messages{{clock, random, catalogue, texts, ledger, outbox, "https://example.nl", "Zwolle", {}}};
  cases::Cases cases{
      clock, random, catalogue, ledger,
      [this](store::WriteTx& tx, std::string_view kind, json::Object facts) { messages.post(tx, kind, facts); }};
  contact::Agenda agenda;
  contact::Appointments appointments{clock, random, agenda, ledger};
  forms::Drafts drafts{clock, random};
  test::TestGate gate{texts};
  http::Router router;
  test::Browser browser{router};
  CaseId id;
  people::Viewer handler;

  Site() {
    gate.viewer.kind = people::ViewerKind::resident;
    gate.viewer.acting = gate.viewer.concerned = PersonId("01900000-0000-7000-8000-000000000001");
    handler.kind = people::ViewerKind::staff;
    handler.staff = StaffId("01900000-0000-7000-8000-000000000003");
    handler.roles = {people::Role::handler};
    site::add_case_pages(router, {gate,
                                  *store,
                                  clock,
                                  catalogue,
                                  search,
                                  coverage,
                                  drafts,
                                  cases,
                                  messages,
                                  appointments,
                                  agenda,
                                  ledger,
                                  "Zwolle",
                                  "Gemeente Zwolle",
                                  "Postbus 1, 8000 AA Zwolle",
                                  {},
                                  [] {}});
    cases::NewCase fresh;
    fresh.product = ProductId("parkeervergunning");
    fresh.person = gate.viewer.concerned;
    fresh.contact = {"Jan Jansen", "jan@example.nl", ""};
    id = store->write([&](store::WriteTx& tx) { return cases.open(tx, fresh, gate.viewer); })->id;
  }
  [[nodiscard]] std::string url(const std::string& rest = "") const { return "/mijn/zaken/" + id.text() + rest; }
  void on(const char* day) { clock.set(*parse_iso_instant(std::string(day) + "T09:00:00Z")); }
};

}  // namespace

TEST_CASE("a resident tells us that we are late, once the law's time has passed, and sees what we owe") {
  Site s;
  CHECK(test::says(s.browser.get(s.url()), "8 weken vanaf 1 april 2026"));
  CHECK(!test::says(s.browser.get(s.url()), "te-laat"));
  CHECK(s.browser.post(s.url("/te-laat"), {{"te_laat", "ja"}}).status == 422);
  s.on("2026-06-01");
  CHECK(test::says(s.browser.get(s.url()), "De wet gaf ons tijd tot en met woensdag 27 mei 2026"));
  const auto not_sure = s.browser.post(s.url("/te-laat"), {});
  CHECK(not_sure.status == 422);
  CHECK(test::says(not_sure, "Zet een vinkje"));
  REQUIRE(s.browser.post(s.url("/te-laat"), {{"te_laat", "ja"}}).status == 303);
  CHECK(s.browser.post(s.url("/te-laat"), {{"te_laat", "ja"}}).status == 303);  // twice is one notice
  const auto page = s.browser.get(s.url());
  CHECK(test::says(page, "Wij hadden daarna tijd tot en met maandag 15 juni 2026"));
  CHECK(!test::says(page, "tegoed"));
  s.on("2026-06-16");
  CHECK(test::says(s.browser.get(s.url()), "23,00 van ons tegoed"));
  CHECK(test::says(s.browser.get("/en" + s.url()), "Until today we owe you"));
  const auto notices = *s.store->read([&](store::ReadTx& tx) -> Result<std::int64_t> {
    return tx.query("SELECT count(*) FROM default_notice", {}).front().integer(0);
  });
  CHECK(notices == 1);
}

TEST_CASE("a pause that is not about the resident asks nothing of the resident") {
  Site s;
  REQUIRE(s.store->write([&](store::WriteTx& tx) {
    return s.cases.pause(tx, s.id, 1, {calendar::Ground::information_abroad, "Wij wachten op België.", {}}, s.handler);
  }));
  const auto page = s.browser.get(s.url());
  CHECK(test::says(page, "De tijd staat stil sinds 2 april 2026"));
  CHECK(test::says(page, "U hoeft niets te doen"));
  CHECK(!test::says(page, "Wij wachten op uw antwoord"));
  CHECK(!test::says(page, "/antwoord"));
}
