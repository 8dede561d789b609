#include <doctest/doctest.h>

#include "contact/test_gate.h"
#include "desk/case_file.h"
#include "desk/desk.h"
#include "embedded/forms_texts.h"
#include "embedded/html_texts.h"
#include "embedded/messages_texts.h"
#include "people/people.h"
#include "test_stores.h"

using namespace sas;

namespace {

constexpr std::string_view miss_table =
    "CREATE TABLE search_miss (words TEXT NOT NULL, language TEXT NOT NULL, day INTEGER NOT NULL, count INTEGER NOT "
    "NULL, PRIMARY KEY (words, language, day))";

std::vector<store::Migration> schema() {
  return test::joined({ledger::migrations(),
                       jobs::migrations(),
                       people::migrations(),
                       cases::migrations(),
                       messages::migrations(),
                       forms::migrations(),
                       contact::migrations(),
                       {{80, "site", miss_table, miss_table}}});
}

std::vector<forms::Definition> all_forms(const catalogue::Catalogue& catalogue) {
  config::Problems problems;
  return forms::load_definitions(catalogue, problems);
}

people::Viewer staff(const char* id, people::Role role) {
  people::Viewer viewer;
  viewer.kind = people::ViewerKind::staff;
  viewer.staff = StaffId(id);
  viewer.roles = {role};
  return viewer;
}

contact::Agenda mornings() {
  contact::Purpose purpose;
  purpose.id = "documents";
  purpose.name = {"Paspoort", "Passport"};
  purpose.place = {"Stadskantoor", "City Office"};
  purpose.minutes = 30;
  for (std::size_t day = 0; day < 5; ++day) purpose.week[day] = {{9 * 60, 12 * 60}};
  return {{purpose}, {}};
}

const PersonId resident_id("01900000-0000-7000-8000-000000000001");

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

}  // namespace

TEST_CASE("the work list puts the case with the least time first, whatever came in first") {
  Workplace w;
  const auto objection = w.open("bezwaar", "Eerste");
  w.clock.advance(std::chrono::hours{1});
  const auto permit = w.open("parkeervergunning", "Tweede");
  const auto list = w.browser.get("/balie");
  CHECK(list.status == 200);
  CHECK(list.body.find(permit.number) < list.body.find(objection.number));
  CHECK(test::says(list, "werkdagen"));
  CHECK(test::says(list, "Nog niemand"));
  const auto one = w.browser.get("/balie?wie=niemand&over=" + url_encode("team:Team Parkeren"));
  CHECK(test::says(one, permit.number));
  CHECK(!test::says(one, objection.number));
  CHECK(!test::says(w.browser.get("/balie?wie=mij"), permit.number));
  CHECK(test::says(w.browser.get("/balie?tekst=Eerste"), permit.number));  // a name in an address is not looked at
  const auto named = w.browser.post("/balie", {{"tekst", "eerste"}});
  CHECK(named.status == 200);
  CHECK(test::says(named, objection.number));
  CHECK(!test::says(named, permit.number));
  CHECK(test::header_of(w.browser.post("/balie", {{"wie", "mij"}}), "Location") == "/balie?wie=mij&over=");
}

TEST_CASE("more cases than fit are shown in pages, and filtered pages keep the name out of addresses") {
  Workplace w;
  for (int i = 0; i < 51; ++i) {
    (void)w.open("parkeervergunning", "Jansen");
    w.clock.advance(std::chrono::seconds{1});
  }
  CHECK(test::says(w.browser.get("/balie"), "pagina=2"));
  CHECK(test::says(w.browser.get("/balie?pagina=2"), "Z-2026-000051"));
  const auto first = w.browser.post("/balie", {{"tekst", "jansen"}});
  CHECK(!test::says(first, "pagina=2"));
  CHECK(test::says(first, "name=\"pagina\""));
  CHECK(test::says(w.browser.post("/balie", {{"tekst", "jansen"}, {"pagina", "2"}}), "Z-2026-000051"));
}

TEST_CASE("one page tells everything about a case") {
  Workplace w;
  const auto opened = w.open("parkeervergunning", "Jan Jansen");
  const auto page = w.browser.get(w.url(opened));
  REQUIRE(page.status == 200);
  for (const char* part : {"AB-123-C", "jan@example.nl", "vrijdag 10 april 2026", "artikel 4:13", "Kentekenbewijs",
                           "De aanvrager diende dit in", "Deze zaak nemen", "Besluiten"})
    CHECK_MESSAGE(test::says(page, part), part);
  CHECK(test::says(w.browser.get("/en" + w.url(opened)), "Take this case"));
  CHECK(w.browser.get("/balie/zaken/nothing").status == 404);
}

TEST_CASE("who sits at the desk sees and notes, and decides nothing") {
  Workplace w;
  const auto opened = w.open("parkeervergunning", "Jan Jansen");
  w.gate.viewer = w.desk_worker;
  CHECK(!test::says(w.browser.get(w.url(opened)), "Besluiten"));
  for (const char* action : {"/nemen", "/vragen", "/verlengen", "/besluit/voorbeeld", "/besluit"})
    CHECK(w.browser.post(w.url(opened, action), {{"version", "1"}, {"resultaat", "granted"}, {"motivering", "Ja."}})
              .status == 403);
  CHECK(w.get(opened.id).version == 1);
  CHECK(w.browser.post(w.url(opened, "/notitie"), {{"notitie", "Belde net."}}).status == 303);
  CHECK(test::says(w.browser.get(w.url(opened)), "Belde net."));
  CHECK(w.browser.post(w.url(opened, "/notitie"), {{"notitie", " "}}).status == 422);
  w.gate.viewer = staff("01900000-0000-7000-8000-0000000000a3", people::Role::administrator);
  CHECK(w.browser.get(w.url(opened)).status == 403);
  CHECK(test::header_of(w.browser.get("/balie"), "Location") == "/balie/beheer");
}

TEST_CASE("when a colleague was first, the fresh case is shown with what was typed") {
  Workplace w;
  const auto opened = w.open("parkeervergunning", "Jan Jansen");
  REQUIRE(w.browser.post(w.url(opened, "/nemen"), {{"version", "1"}}).status == 303);
  CHECK(w.woken == 1);
  const auto late =
      w.browser.post(w.url(opened, "/besluit/voorbeeld"),
                     {{"version", "1"}, {"resultaat", "granted"}, {"motivering", "U woont in de buurt."}});
  CHECK(late.status == 409);
  CHECK(test::says(late, "Iemand anders heeft deze zaak net gewijzigd"));
  CHECK(test::says(late, "U woont in de buurt."));
  CHECK(test::says(late, "Sanne Bakker"));
  CHECK(test::value_in(late, "version") == "2");
}

TEST_CASE("asking for more stops the clock, and every mistake is named at its field") {
  Workplace w;
  const auto opened = w.open("parkeervergunning", "Jan Jansen");
  const auto page = w.browser.get(w.url(opened));
  CHECK(test::value_in(page, "antwoord_voor-day") == "15");  // two weeks from today
  const auto soon = w.browser.post(w.url(opened, "/vragen"), {{"version", "1"},
                                                              {"vraag", "Stuur het bewijs."},
                                                              {"antwoord_voor-day", "2"},
                                                              {"antwoord_voor-month", "4"},
                                                              {"antwoord_voor-year", "2026"}});
  CHECK(soon.status == 422);
  CHECK(test::says(soon, "Geef minstens een week de tijd."));
  CHECK(test::says(soon, "Stuur het bewijs."));
  const auto no_day = w.browser.post(w.url(opened, "/vragen"),
                                     {{"version", "1"}, {"vraag", "Stuur het bewijs."}, {"antwoord_voor-day", "2"}});
  CHECK(no_day.status == 422);
  CHECK(test::says(no_day, "Vul dag, maand en jaar in."));
  const auto asked = w.browser.post(w.url(opened, "/vragen"), {{"version", "1"},
                                                               {"vraag", "Stuur het bewijs."},
                                                               {"stukken", "kentekenbewijs"},
                                                               {"antwoord_voor-day", "15"},
                                                               {"antwoord_voor-month", "4"},
                                                               {"antwoord_voor-year", "2026"}});
  REQUIRE(asked.status == 303);
  CHECK(w.get(opened.id).suspended_since == make_date(2026, 4, 2));
  CHECK(test::says(w.browser.get("/balie"), "wacht op aanvrager sinds 2 april 2026"));
  CHECK(w.browser
            .post(w.url(opened, "/vragen"), {{"version", "2"},
                                             {"vraag", "Nog iets."},
                                             {"antwoord_voor-day", "15"},
                                             {"antwoord_voor-month", "4"},
                                             {"antwoord_voor-year", "2026"}})
            .status == 409);
  CHECK(w.browser.post(w.url(opened, "/verlengen"), {{"version", "2"}, {"reden", ""}}).status == 422);
  CHECK(w.browser.post(w.url(opened, "/verlengen"), {{"version", "2"}, {"reden", "Advies nodig."}}).status == 303);
  CHECK(w.get(opened.id).extended);
}

TEST_CASE("who waits for another organisation says so, sees it on the page, and says when the answer came") {
  Workplace w;
  const auto opened = w.open("parkeervergunning", "Jan Jansen");
  CHECK(w.browser.post(w.url(opened, "/partner"), {{"version", "1"}, {"partner", "de buurman"}}).status == 422);
  CHECK(w.browser.post(w.url(opened, "/partner"), {{"version", "1"}, {"partner", "police"}}).status == 303);
  const auto page = w.browser.get(w.url(opened));
  CHECK(test::says(page, "Antwoord gekregen: Politie"));
  CHECK(test::says(page, "wacht op: Politie"));
  CHECK(w.browser.post(w.url(opened, "/partner"), {{"version", "2"}, {"partner", "police"}}).status == 409);
  CHECK(w.browser.post(w.url(opened, "/partner/antwoord"), {{"version", "2"}, {"gekregen", "police"}}).status == 303);
  const auto after = w.browser.get(w.url(opened));
  CHECK(!test::says(after, "Antwoord gekregen: Politie"));
  CHECK(test::says(after, "kreeg antwoord van: Politie"));
}

TEST_CASE("a decision takes two steps: the letter is read before anything is sent") {
  Workplace w;
  const auto opened = w.open("parkeervergunning", "Jan Jansen");
  const auto empty = w.browser.post(w.url(opened, "/besluit/voorbeeld"), {{"version", "1"}});
  CHECK(empty.status == 422);
  CHECK(test::says(empty, "Kies een besluit."));
  CHECK(test::says(empty, "Schrijf op waarom u dit besluit."));
  const auto preview =
      w.browser.post(w.url(opened, "/besluit/voorbeeld"),
                     {{"version", "1"}, {"resultaat", "granted"}, {"motivering", "U woont in de buurt."}});
  REQUIRE(preview.status == 200);
  CHECK(test::says(preview, "Vergunning gegeven"));
  CHECK(test::says(preview, "nog niet verstuurd"));
  CHECK(w.get(opened.id).open());
  CHECK(w.browser.get(w.url(opened, "/brief")).status == 404);
  const auto back = w.browser.post(
      w.url(opened, "/besluit"),
      {{"version", "1"}, {"resultaat", "granted"}, {"motivering", "U woont in de buurt."}, {"wijzigen", "ja"}});
  CHECK(back.status == 200);
  CHECK(test::says(back, "U woont in de buurt."));
  CHECK(w.get(opened.id).open());
  CHECK(w.browser
            .post(w.url(opened, "/besluit"), {{"version", test::value_in(preview, "version")},
                                              {"resultaat", "granted"},
                                              {"motivering", "U woont in de buurt."}})
            .status == 303);
  CHECK(!w.get(opened.id).open());
  const auto letter = w.browser.get(w.url(opened, "/brief"));
  CHECK(test::says(letter, "woensdag 13 mei 2026"));
  CHECK(test::says(letter, "Sassenstraat 33"));
  CHECK(test::says(w.browser.get(w.url(opened)), "Sanne Bakker heeft besloten: Vergunning gegeven."));
  CHECK(!test::says(w.browser.get(w.url(opened)), "Een aanvulling vragen"));
}

TEST_CASE("a document leaves with headers that keep it from running in our name") {
  Workplace w;
  const auto opened = w.open("parkeervergunning", "Jan Jansen");
  const auto documents = *w.store->read([&](store::ReadTx& tx) -> Result<std::vector<cases::Document>> {
    return cases::documents_of(tx, *cases::find_case(tx, opened.id, people::system_viewer()));
  });
  REQUIRE(documents.size() == 2);
  for (const auto& d : documents) {
    const auto file = w.browser.get(w.url(opened, "/documenten/" + d.id.text()));
    CHECK(file.status == 200);
    const bool pdf = d.media_type == "application/pdf";
    CHECK(test::header_of(file, "Content-Type") == (pdf ? "application/pdf" : "application/octet-stream"));
    CHECK(test::header_of(file, "Content-Disposition")
              .starts_with(pdf ? "attachment; filename*=UTF-8''bewijs%20%221%22.pdf" : "attachment; "));
    CHECK(test::header_of(file, "Content-Security-Policy").find("sandbox") != std::string::npos);
    CHECK(test::header_of(w.browser.get(w.url(opened, "/documenten/" + d.id.text() + "?opslaan=ja")),
                          "Content-Disposition")
              .starts_with("attachment"));
  }
  const auto other = w.open("parkeervergunning", "Iemand");
  CHECK(w.browser.get(w.url(other, "/documenten/" + documents.front().id.text())).status == 404);
}

TEST_CASE("one box finds cases and people, its words are posted, and nobody is named before the reason is kept") {
  Workplace w;
  const auto opened = w.open("parkeervergunning", "Jan Jansen");
  const auto looks = [&] {
    return w.store->read([&](store::ReadTx& tx) -> Result<std::vector<ledger::Event>> {
      return w.ledger.events_about(tx, "person:" + resident_id.text(), 20);
    });
  };
  const auto search = [&](const char* typed) {
    return w.browser.post("/balie/zoeken", {{"zoek", typed}, {"reden", "phone"}});
  };
  const std::string person = "/balie/personen/" + resident_id.text();
  const auto without = w.browser.post("/balie/zoeken", {{"zoek", "8011 pc 33"}});
  CHECK(without.status == 422);
  CHECK(!test::says(without, "Jan Jansen"));
  CHECK(!test::says(without, person));
  CHECK(looks()->front().kind != "person.viewed");
  for (const char* typed : {"jansen", "AB-123-C", "jan@example.nl", opened.number.c_str()}) {
    const auto found = search(typed);
    CHECK_MESSAGE(test::says(found, opened.number), typed);
    CHECK_MESSAGE(!test::says(found, "Jan Jansen"), typed);
    CHECK(test::header_of(found, "Location").empty());
  }
  CHECK(looks()->front().kind != "person.viewed");  // none of those is a key of a person
  const auto found = search("8011 pc 33");
  CHECK(test::says(found, person));
  CHECK(test::says(found, "Jan Jansen"));
  CHECK(looks()->front().kind == "person.viewed");
  CHECK(json::text_at(looks()->front().facts, "reason") == "phone");
  CHECK(test::says(w.browser.get(person), "Sassenstraat 33"));  // the reason is not asked twice
  CHECK(!test::says(search("8011 pc 3"), "/balie/personen/"));
  CHECK(!test::says(search("50%"), opened.number));
  CHECK(search("ab").status == 422);
  CHECK(!test::says(w.browser.get("/balie/zoeken?zoek=jansen"), opened.number));
}

TEST_CASE("a person is shown only after the reason to look stands in the ledger") {
  Workplace w;
  const auto opened = w.open("parkeervergunning", "Jan Jansen");
  const std::string page = "/balie/personen/" + resident_id.text();
  const auto events = [&] {
    return *w.store->read([&](store::ReadTx& tx) -> Result<std::vector<ledger::Event>> {
      return w.ledger.events_about(tx, "person:" + resident_id.text(), 5);
    });
  };
  const auto asked = w.browser.get(page);
  CHECK(!test::says(asked, "Jan Jansen"));
  CHECK(!test::says(asked, "Sassenstraat"));
  CHECK(w.browser.post(page, {{"reden", "curious"}}).status == 422);
  CHECK(events().front().kind != "person.viewed");
  REQUIRE(w.browser.post(page, {{"reden", "phone"}}).status == 303);
  CHECK(events().front().kind == "person.viewed");
  CHECK(events().front().acting == w.handler.acting_text());
  CHECK(json::text_at(events().front().facts, "why_nl") == "Vraag aan de telefoon");
  const auto seen = w.browser.get(page);
  CHECK(test::says(seen, "Jan Jansen"));
  CHECK(test::says(seen, "Sassenstraat 33"));
  CHECK(test::says(seen, opened.number));
  CHECK(test::says(seen, "vrijdag 10 april 2026"));
  w.gate.viewer = w.desk_worker;  // a colleague gives a reason of their own
  CHECK(!test::says(w.browser.get(page), "Jan Jansen"));
  w.gate.viewer = w.handler;
  w.clock.advance(std::chrono::minutes{16});
  CHECK(!test::says(w.browser.get(page), "Jan Jansen"));
  CHECK(w.browser.get("/balie/personen/nobody").status == 404);
}

TEST_CASE("a contact moment belongs to the case whose number was given, and a promised call waits in the list") {
  Workplace w;
  const auto opened = w.open("parkeervergunning", "Jan Jansen");
  w.gate.viewer = w.desk_worker;
  const auto wrong = w.browser.post("/balie/contact", {{"channel", "phone"},
                                                       {"outcome", "answered"},
                                                       {"question", "Hoe staat het?"},
                                                       {"answer", "Goed."},
                                                       {"zaaknummer", "Z-1999-1"}});
  CHECK(wrong.status == 422);
  CHECK(test::says(wrong, "Hoe staat het?"));
  CHECK(w.browser
            .post("/balie/contact", {{"channel", "phone"},
                                     {"outcome", "call-back"},
                                     {"question", "Hoe staat het?"},
                                     {"call_back_days", "11"}})
            .status == 422);
  REQUIRE(w.browser
              .post("/balie/contact", {{"channel", "phone"},
                                       {"outcome", "call-back"},
                                       {"question", "Hoe staat het?"},
                                       {"call_back_days", "2"},
                                       {"zaaknummer", opened.number}})
              .status == 303);
  const auto list = w.browser.get("/balie/contact");
  CHECK(test::says(list, "7 april 2026"));
  CHECK(test::says(list, "/balie/zaken/" + opened.id.text()));
  CHECK(test::says(w.browser.get(w.url(opened)), "Terugbellen uiterlijk 7 april 2026"));
  const auto waiting = *w.store->read([&](store::ReadTx& tx) -> Result<std::vector<contact::Moment>> {
    return w.moments.to_call_back(tx, w.desk_worker, 5);
  });
  REQUIRE(waiting.size() == 1);
  CHECK(w.browser.post("/balie/contact/gebeld/" + waiting[0].id, {}).status == 303);
  CHECK(test::says(w.browser.get("/balie/contact"), "Niemand wacht op een telefoontje."));
  CHECK(w.browser
            .post(w.url(opened, "/contact"),
                  {{"channel", "desk"}, {"outcome", "answered"}, {"question", "Kan het sneller?"}, {"answer", "Nee."}})
            .status == 303);
  CHECK(test::says(w.browser.get(w.url(opened)), "Kan het sneller?"));
}

TEST_CASE("an employee begins a form with a caller, or finishes the caller's own by its code") {
  Workplace w;
  CHECK(w.browser.post("/balie/contact/formulier", {{"formulier", "nothing"}, {"kanaal", "phone"}}).status == 422);
  const auto begun =
      w.browser.post("/balie/contact/formulier", {{"formulier", "parkeervergunning"}, {"kanaal", "phone"}});
  REQUIRE(begun.status == 303);
  const std::string location = test::header_of(begun, "Location");
  REQUIRE(location.starts_with("/formulier/"));
  const auto read = [&](const std::string& id, const forms::Key& key) {
    return w.store->read([&](store::ReadTx& tx) { return w.drafts.find(tx, DraftId(id), key); });
  };
  const auto draft = read(location.substr(11, 36), {"", w.handler});
  REQUIRE(draft);
  CHECK(draft->channel == catalogue::ChannelKind::phone);

  const auto own = *w.store->write([&](store::WriteTx& tx) {
    return w.drafts.start(tx, ProductId("grofvuil"), Language::nl, catalogue::ChannelKind::digital, people::Viewer{},
                          {});
  });
  CHECK(w.browser.post("/balie/contact/verder", {{"code", "AAAA-BBBB-CCCC"}, {"kanaal-code", "desk"}}).status == 422);
  REQUIRE(w.browser.post("/balie/contact/verder", {{"code", own.code}, {"kanaal-code", "desk"}}).status == 303);
  CHECK(read(own.id.text(), {"", w.handler})->channel == catalogue::ChannelKind::desk);
  CHECK(read(own.id.text(), {own.token, {}}));       // the caller sees it too
  CHECK(!read(own.id.text(), {"", w.desk_worker}));  // a colleague without the code does not
  const auto visitor = w.store->write([&](store::WriteTx& tx) {
    return w.drafts.resume_for(tx, own.code, people::Viewer{}, catalogue::ChannelKind::desk);
  });
  CHECK(visitor.error().code == "staff-only");
}

TEST_CASE("work that failed is seen by who manages, and tried again by an administrator only") {
  Workplace w;
  const auto made = w.store->write([&](store::WriteTx& tx) -> Result<Done> {
    tx.execute(
        "INSERT INTO job (id, kind, payload, state, due_at, attempts, owner, error, created_at) VALUES ('j1', "
        "'mail.send', '{\"message\":\"m1\"}', 'dead', 0, 10, '', 'mail-refused', 0)");
    tx.execute(
        "INSERT INTO search_miss (words, language, day, count) VALUES ('zwembad', 'nl', $1, 3), ('zwembad', 'nl', $1 - "
        "1, 4), ('oud', 'nl', $1 - 91, 9)",
        {std::int64_t{to_days(make_date(2026, 4, 1))}});
    return Done{};
  });
  REQUIRE(made);
  CHECK(w.browser.get("/balie/beheer").status == 403);
  w.gate.viewer = staff("01900000-0000-7000-8000-0000000000a4", people::Role::editor);
  const auto page = w.browser.get("/balie/beheer");
  CHECK(test::says(page, "mail-refused"));
  CHECK(test::says(page, "zwembad"));
  CHECK(test::says(page, ">7<"));
  CHECK(!test::says(page, "oud<"));
  CHECK(w.browser.post("/balie/beheer/taken/j1/opnieuw", {}).status == 403);
  w.gate.viewer = staff("01900000-0000-7000-8000-0000000000a5", people::Role::administrator);
  REQUIRE(w.browser.post("/balie/beheer/taken/j1/opnieuw", {}).status == 303);
  CHECK(test::says(w.browser.get("/balie/beheer"), "Alles is gelukt."));
  CHECK(w.browser.post("/balie/beheer/taken/j1/weggooien", {}).status == 404);
  const auto logged = *w.store->read(
      [&](store::ReadTx& tx) -> Result<std::vector<ledger::Event>> { return w.ledger.events_of(tx, "j1"); });
  REQUIRE(logged.size() == 1);
  CHECK(logged[0].kind == "job.retried");
}

TEST_CASE("a form begun with a person who was looked up belongs to that person, with what we know filled in") {
  Workplace w;
  const std::string page = "/balie/personen/" + resident_id.text();
  const auto begin = [&] {
    return w.browser.post("/balie/contact/formulier",
                          {{"formulier", "verhuizing"}, {"kanaal", "phone"}, {"persoon", resident_id.text()}});
  };
  CHECK(test::header_of(begin(), "Location") == page);  // the reason comes first
  REQUIRE(w.browser.post(page, {{"reden", "phone"}}).status == 303);
  CHECK(test::says(w.browser.get(page), "Een formulier invullen met deze persoon"));
  const auto begun = begin();
  REQUIRE(begun.status == 303);
  const DraftId id(test::header_of(begun, "Location").substr(11, 36));
  const auto draft = w.store->read([&](store::ReadTx& tx) { return w.drafts.find(tx, id, {"", w.handler}); });
  REQUIRE(draft);
  CHECK(draft->person == resident_id);
  CHECK(draft->channel == catalogue::ChannelKind::phone);
  CHECK(json::text_at(draft->answers.at("contact").as_object(), "name") == "Jan Jansen");
  CHECK(w.store->read([&](store::ReadTx& tx) { return w.drafts.find(tx, id, {"", w.resident}); }));
  CHECK(!w.store->read([&](store::ReadTx& tx) { return w.drafts.find(tx, id, {"", w.desk_worker}); }));
}

namespace {

std::string slot_of(unsigned day, int minute) {
  return std::to_string(to_millis(local_time(make_date(2026, 4, day), minute)));
}

}  // namespace

TEST_CASE("an employee books, moves and cancels the visit of a case, and its promise moves along") {
  Workplace w;
  const auto opened = w.open("paspoort", "Jan Jansen");
  w.gate.viewer = w.desk_worker;
  const std::string fresh = "/balie/afspraken/nieuw";
  CHECK(test::says(w.browser.get(w.url(opened)), fresh + "?zaak=" + opened.id.text()));
  CHECK(test::says(w.browser.get(fresh + "?zaak=" + opened.id.text()), slot_of(13, 9 * 60)));
  CHECK(w.browser.post(fresh, {{"zaak", opened.id.text()}, {"doel", "documents"}, {"kanaal", "phone"}}).status == 422);
  const auto booked = w.browser.post(
      fresh, {{"zaak", opened.id.text()}, {"doel", "documents"}, {"kanaal", "phone"}, {"slot", slot_of(13, 9 * 60)}});
  REQUIRE(booked.status == 200);
  CHECK(test::says(booked, "maandag 13 april 2026"));
  CHECK(w.woken == 1);
  CHECK(format_iso_date(w.get(opened.id).promised_day) == "2026-04-20");
  const auto all = *w.store->read([&](store::ReadTx& tx) -> Result<std::vector<contact::Appointment>> {
    return w.appointments.of_case(tx, opened.id);
  });
  REQUIRE(all.size() == 1);
  const std::string one = "/balie/afspraken/" + all[0].id;
  CHECK(test::says(w.browser.get(w.url(opened)), one));
  CHECK(w.browser.post(one + "/verzetten", {{"kanaal", "phone"}}).status == 422);
  CHECK(w.browser.post(one + "/verzetten", {{"slot", slot_of(13, 9 * 60)}, {"kanaal", "phone"}}).status == 409);
  REQUIRE(w.browser.post(one + "/verzetten", {{"slot", slot_of(14, 9 * 60)}, {"kanaal", "phone"}}).status == 303);
  CHECK(format_iso_date(w.get(opened.id).promised_day) == "2026-04-21");
  CHECK(test::says(w.browser.get("/balie/afspraken?dag=2026-04-14"), one));
  CHECK(test::says(w.browser.get(w.url(opened)), "De termijn telt nu vanaf 14 april 2026."));
  REQUIRE(w.browser.post(one + "/afzeggen", {{"kanaal-af", "desk"}}).status == 303);
  CHECK(w.browser.get(one).status == 404);
  const auto mails = *w.store->read([&](store::ReadTx& tx) -> Result<std::int64_t> {
    return tx.query("SELECT count(*) FROM message WHERE mail_state = 'waiting' AND template LIKE 'appointment-%'")
        .front()
        .integer(0);
  });
  CHECK(mails == 3);
}

TEST_CASE("a caller we do not know gives a name and a phone number; a person's visit needs a reason to look") {
  Workplace w;
  const std::string fresh = "/balie/afspraken/nieuw";
  CHECK(test::says(w.browser.get(fresh), "value=\"documents\""));
  const auto wrong = w.browser.post(
      fresh, {{"doel", "documents"}, {"kanaal", "phone"}, {"slot", slot_of(13, 9 * 60)}, {"telefoon", "12"}});
  CHECK(wrong.status == 422);
  CHECK(test::says(wrong, "Dit is geen telefoonnummer."));
  const auto booked = w.browser.post(fresh, {{"doel", "documents"},
                                             {"kanaal", "phone"},
                                             {"slot", slot_of(13, 9 * 60)},
                                             {"naam", "Een Beller"},
                                             {"telefoon", "0612345678"}});
  REQUIRE(booked.status == 200);
  const auto of_day = [&] {
    return *w.store->read([&](store::ReadTx& tx) -> Result<std::vector<contact::Appointment>> {
      return w.appointments.of_day(tx, make_date(2026, 4, 13));
    });
  };
  REQUIRE(of_day().size() == 1);
  const std::string one = "/balie/afspraken/" + of_day()[0].id;
  CHECK(test::says(w.browser.get(one), "Een Beller"));
  CHECK(!test::says(w.browser.get("/balie/afspraken?dag=2026-04-13"), "Een Beller"));
  CHECK(w.browser.post("/balie/afspraken", {{"code", "AAAA-BBBB-CCCC"}}).status == 422);

  const std::string person = "/balie/personen/" + resident_id.text();
  CHECK(test::header_of(w.browser.get(fresh + "?persoon=" + resident_id.text()), "Location") == person);
  REQUIRE(w.browser.post(person, {{"reden", "desk"}}).status == 303);
  REQUIRE(w.browser
              .post(fresh, {{"persoon", resident_id.text()},
                            {"doel", "documents"},
                            {"kanaal", "desk"},
                            {"slot", slot_of(13, 9 * 60 + 30)}})
              .status == 200);
  const std::string theirs = "/balie/afspraken/" + of_day()[1].id;
  CHECK(test::says(w.browser.get(person), theirs));
  w.gate.viewer = w.desk_worker;  // a colleague gives a reason of their own
  CHECK(test::header_of(w.browser.get(theirs), "Location") == person);
  CHECK(test::header_of(w.browser.post(theirs + "/afzeggen", {{"kanaal-af", "desk"}}), "Location") == person);
  CHECK(of_day().size() == 2);
}

TEST_CASE("an employee lets the term stand still with a reason, and lets it run again") {
  Workplace w;
  const auto opened = w.open("parkeervergunning", "Jan Jansen");
  CHECK(test::says(w.browser.get(w.url(opened)), "Overmacht: wij kunnen nu niet beslissen"));
  const auto nothing = w.browser.post(w.url(opened, "/stilzetten"), {{"version", "1"}, {"stil_reden", "x"}});
  CHECK(nothing.status == 422);
  const auto no_day = w.browser.post(w.url(opened, "/stilzetten"),
                                     {{"version", "1"}, {"grond", "4:15-2-a"}, {"stil_reden", "Vakantie."}});
  CHECK(no_day.status == 422);
  CHECK(test::says(no_day, "tot welke dag de aanvrager instemt"));
  REQUIRE(w.browser
              .post(w.url(opened, "/stilzetten"),
                    {{"version", "1"}, {"grond", "4:15-2-c"}, {"stil_reden", "Brand in het archief."}})
              .status == 303);
  const auto page = w.browser.get(w.url(opened));
  CHECK(test::says(page, "staat stil sinds 2 april 2026"));
  CHECK(test::says(page, "Brand in het archief."));
  CHECK(test::says(page, "artikel 4:15 lid 2 onder c Awb"));
  CHECK(!test::says(page, "wacht op aanvrager"));
  REQUIRE(w.browser.post(w.url(opened, "/hervatten"), {{"version", "2"}}).status == 303);
  CHECK(!w.get(opened.id).suspended_since);
  w.gate.viewer = w.desk_worker;
  CHECK(w.browser.post(w.url(opened, "/stilzetten"), {{"version", "3"}}).status == 403);
}

TEST_CASE("the work list counts down to the legal day, and a notice of default by post shows what it costs") {
  Workplace w;
  const auto opened = w.open("parkeervergunning", "Jan Jansen");
  CHECK(!test::says(w.browser.get("/balie"), "Wettelijk uiterlijk"));
  w.clock.set(*parse_iso_instant("2026-05-13T09:00:00Z"));
  CHECK(test::says(w.browser.get("/balie"), "Wettelijk uiterlijk 27 mei 2026, nog 14 dagen"));
  w.clock.set(*parse_iso_instant("2026-05-27T09:00:00Z"));
  CHECK(test::says(w.browser.get("/balie"), "Wettelijk uiterlijk vandaag, 27 mei 2026"));
  CHECK(!test::says(w.browser.get(w.url(opened)), "Een ingebrekestelling vastleggen"));
  w.clock.set(*parse_iso_instant("2026-06-30T09:00:00Z"));
  CHECK(test::says(w.browser.get("/balie"), "34 dagen voorbij"));
  w.gate.viewer = w.desk_worker;
  CHECK(test::says(w.browser.get(w.url(opened)), "Een ingebrekestelling vastleggen"));
  const auto send = [&](const char* day, const char* month) {
    return w.browser.post(
        w.url(opened, "/ingebrekestelling"),
        {{"kanaal", "post"}, {"ontvangen-day", day}, {"ontvangen-month", month}, {"ontvangen-year", "2026"}});
  };
  const auto early = send("27", "5");
  CHECK(early.status == 422);
  CHECK(test::says(early, "niet na de wettelijke dag"));
  REQUIRE(send("1", "6").status == 303);
  const auto page = w.browser.get(w.url(opened));
  CHECK(test::says(page, "357"));  // fourteen days of 23 and one of 35
  CHECK(test::says(page, "Dwangsom vanaf 16 juni 2026"));
  CHECK(send("2", "6").status == 409);
  w.gate.viewer = w.handler;
  const std::string version = std::to_string(w.get(opened.id).version);
  REQUIRE(w.browser
              .post(w.url(opened, "/geen-dwangsom"), {{"version", version},
                                                      {"uitzondering", "no-interest"},
                                                      {"uitzondering_waarom", "Het gaat om een ander huis."}})
              .status == 303);
  CHECK(test::says(w.browser.get(w.url(opened)), "geen belanghebbende"));
}
