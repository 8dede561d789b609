#pragma once
#include <doctest/doctest.h>

#include "people/test_gate.h"
#include "desk/case_file.h"
#include "desk/desk.h"
#include "embedded/forms_texts.h"
#include "embedded/html_texts.h"
#include "embedded/messages_texts.h"
#include "people/people.h"
#include "test_stores.h"

/// A workplace for tests of its pages.
namespace sas::desk::testing {

inline constexpr std::string_view miss_table =
    "CREATE TABLE search_miss (words TEXT NOT NULL, language TEXT NOT NULL, day INTEGER NOT NULL, count INTEGER NOT "
    "NULL, PRIMARY KEY (words, language, day))";

inline std::vector<store::Migration> schema() {
  return test::joined({ledger::migrations(),
                       jobs::migrations(),
                       people::migrations(),
                       cases::migrations(),
                       messages::migrations(),
                       forms::migrations(),
                       contact::migrations(),
                       {{80, "site", miss_table, miss_table}}});
}

inline std::vector<forms::Definition> all_forms(const catalogue::Catalogue& catalogue) {
  config::Problems problems;
  return forms::load_definitions(catalogue, problems);
}

inline people::Viewer staff(const char* id, people::Role role) {
  people::Viewer viewer;
  viewer.kind = people::ViewerKind::staff;
  viewer.staff = StaffId(id);
  viewer.roles = {role};
  return viewer;
}

inline contact::Agenda mornings() {
  contact::Purpose purpose;
  purpose.id = "documents";
  purpose.name = {"Paspoort", "Passport"};
  purpose.place = {"Stadskantoor", "City Office"};
  purpose.minutes = 30;
  for (std::size_t day = 0; day < 5; ++day) purpose.week[day] = {{9 * 60, 12 * 60}};
  return {{purpose}, {}};
}

inline const PersonId resident_id("01900000-0000-7000-8000-000000000001");

// The workplace of a town hall on the first of April, with one resident.
struct Workplace {
  test::SqliteStore store{schema()};
  ManualClock clock{*parse_iso_instant("2026-04-01T09:00:00Z")};
  SystemRandom random;
  catalogue::Catalogue catalogue = catalogue::load("catalogue")->catalogue;
  std::vector<forms::Definition> definitions = all_forms(catalogue);
  ledger::Ledger ledger{clock, random};
  jobs::Outbox outbox{clock, random};
  html::Texts texts = *html::Texts::load(
      {embedded::html_texts(), embedded::forms_texts(), embedded::messages_texts(), contact::texts(), desk::texts()});
  messages::Messages messages{{clock, random, catalogue, texts, ledger, outbox, "https://example.nl", "Zwolle", {}}};
  cases::Cases cases{
      clock, random, catalogue, ledger,
      [this](store::WriteTx& tx, std::string_view id, json::Object facts) { messages.post(tx, id, facts); }};
  contact::Agenda agenda = mornings();
  contact::Appointments appointments{clock, random, agenda, ledger};
  contact::Visits visits{{appointments, agenda, cases, messages, texts}};
  contact::Moments moments{clock, random, ledger, {}};
  forms::Drafts drafts{clock, random};
  test::TestGate gate{texts};
  http::Router router;
  test::Browser browser{router};
  int woken = 0;
  people::Viewer handler = staff("01900000-0000-7000-8000-0000000000a1", people::Role::handler),
                 desk_worker = staff("01900000-0000-7000-8000-0000000000a2", people::Role::desk), resident;

  Workplace() {
    resident.kind = people::ViewerKind::resident;
    resident.acting = resident.concerned = resident_id;
    gate.viewer = handler;
    desk::add_desk_pages(router, {gate, *store, clock, catalogue, cases, messages, appointments, agenda, visits,
                                  moments, ledger, drafts, definitions, outbox, "Gemeente Zwolle", "Lübeckplein 2",
                                  [](const http::Request&) { return true; }, [this] { ++woken; }});
    const auto done = store->write([&](store::WriteTx& tx) -> Result<Done> {
      tx.execute("INSERT INTO person (id, kind, name, address, created_at) VALUES ($1, 'natural', 'Jan Jansen', $2, 0)",
                 {resident_id.text(),
                  json::write(json::Object{
                      {"postcode", "8011PC"}, {"number", 33}, {"street", "Sassenstraat"}, {"city", "Zwolle"}})});
      tx.execute(
          "INSERT INTO staff (id, subject, name, roles, seen_at) VALUES ($1, 'a1', 'Sanne Bakker', 'handler', 0)",
          {handler.staff.text()});
      return Done{};
    });
    REQUIRE(done);
  }

  cases::Opened open(const char* product, const std::string& name) {
    cases::NewCase fresh;
    fresh.product = ProductId(product);
    fresh.person = resident_id;
    fresh.answers = {json::Object{{"id", "kenteken"},
                                  {"label_nl", "Kenteken"},
                                  {"label_en", "Number plate"},
                                  {"value", "AB123C"},
                                  {"shown_nl", "AB-123-C"},
                                  {"shown_en", "AB-123-C"}}};
    fresh.contact = {name, "jan@example.nl", "+31612345678"};
    fresh.documents = {
        {"kentekenbewijs", "Kentekenbewijs", "bewijs \"1\".pdf", "application/pdf", "%PDF-1.4 ... %%EOF"},
        {"", "Los", "tekst.txt", "text/plain", "hallo"}};
    auto opened = store->write([&](store::WriteTx& tx) { return cases.open(tx, fresh, resident); });
    REQUIRE_MESSAGE(opened, opened.error().code);
    return *opened;
  }
  cases::Case get(const CaseId& id) {
    return *store->read([&](store::ReadTx& tx) { return cases::find_case(tx, id, people::system_viewer()); });
  }
  static std::string url(const cases::Opened& opened, const std::string& rest = "") {
    return "/balie/zaken/" + opened.id.text() + rest;
  }
};

}  // namespace sas::desk::testing
