#include "desk/test_workplace.h"

using namespace sas;
using namespace sas::desk::testing;

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
