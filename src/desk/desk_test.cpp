#include <doctest/doctest.h>

#include "desk/attempt.h"
#include "desk/days_left.h"
#include "desk/desk.h"
#include "desk/search_terms.h"
#include "desk/timeline.h"
#include "embedded/html_texts.h"
#include "embedded/messages_texts.h"
#include "html/dates.h"
#include "messages/letter.h"

using namespace sas;
using namespace sas::desk;

namespace {

const html::Texts& words() {
  static const html::Texts texts =
      *html::Texts::load({embedded::html_texts(), embedded::messages_texts(), desk::texts()});
  return texts;
}

const catalogue::Catalogue& shelf() {
  static const catalogue::Catalogue catalogue = catalogue::load("catalogue")->catalogue;
  return catalogue;
}

const catalogue::Product& permit() {
  return *shelf().find(ProductId("parkeervergunning"));
}

ledger::Event event(std::string kind, json::Object facts, std::string acting = "staff:s1") {
  ledger::Event e;
  e.kind = std::move(kind);
  e.facts = std::move(facts);
  e.acting = std::move(acting);
  e.concerned = "person:p1";
  return e;
}

}  // namespace

TEST_CASE("days left are said in words: working days to go, today, days late, or waiting") {
  const html::Say nl{words(), Language::nl}, en{words(), Language::en};
  cases::Case c;
  c.promised_day = make_date(2026, 4, 7);  // the Tuesday after Easter
  const auto said = [&](const html::Say& say, Date today) { return in_words(say, days_left(c, today, {})); };
  CHECK(said(nl, make_date(2026, 4, 1)) == "nog 2 werkdagen");
  CHECK(said(nl, make_date(2026, 4, 2)) == "nog 1 werkdag");
  CHECK(said(nl, make_date(2026, 4, 7)) == "vandaag");
  CHECK(said(nl, make_date(2026, 4, 8)) == "1 dag te laat");
  CHECK(said(nl, make_date(2026, 4, 10)) == "3 dagen te laat");
  CHECK(said(en, make_date(2026, 4, 10)) == "3 days late");
  c.promised_day = make_date(2026, 4, 12);  // a Sunday: no working day is left on the Saturday before
  CHECK(said(nl, make_date(2026, 4, 11)) == "nog 1 dag");
  c.suspended_since = make_date(2026, 4, 3);
  CHECK(said(nl, make_date(2026, 5, 11)) == "wacht op aanvrager sinds 3 april 2026");
  CHECK(tone_of(days_left(c, make_date(2026, 5, 11), {})) == html::Tone::info);
}

TEST_CASE("the legal day is shown when it comes first or within two weeks") {
  cases::Case c;
  c.promised_day = make_date(2026, 4, 10);
  c.legal_day = make_date(2026, 5, 27);
  CHECK(!legal_day_matters(c, make_date(2026, 4, 8)));
  CHECK(legal_day_matters(c, make_date(2026, 5, 20)));
  c.legal_day = make_date(2026, 4, 9);
  CHECK(legal_day_matters(c, make_date(2026, 3, 1)));
}

TEST_CASE("the timeline says who did what, and nothing of the log is left out") {
  const html::Say say{words(), Language::nl};
  const StaffNames names{{"s1", "Sanne Bakker"}};
  const auto said = [&](const ledger::Event& e) { return sentence_of(say, e, permit(), names); };
  CHECK(said(event("case.received", {{"channel", "digital"}}, "person:p1")) ==
        "De aanvrager diende dit in. Kanaal: Website.");
  CHECK(said(event("case.received", {{"channel", "digital"}}, "person:p2")) ==
        "Iemand namens de aanvrager diende dit in. Kanaal: Website.");
  CHECK(said(event("case.assigned", {})) == "Sanne Bakker behandelt de zaak.");
  CHECK(said(event("case.assigned", {}, "staff:gone")) == "Een medewerker behandelt de zaak.");
  CHECK(said(event("case.completion_asked", {{"answer_by", "2026-04-20"}})) ==
        "Sanne Bakker vroeg om een aanvulling, uiterlijk 20 april 2026. De termijn staat stil.");
  CHECK(said(event("case.due_changed", {{"promised", "2026-04-16"}, {"legal", "2026-06-08"}})) ==
        "De beloofde dag is nu 16 april 2026. De wettelijke dag is 8 juni 2026.");
  CHECK(said(event("case.decided", {{"result", "granted"}})) == "Sanne Bakker heeft besloten: Vergunning gegeven.");
  CHECK(said(event("document.added", {{"slot", "kentekenbewijs"}}, "person:p1")) ==
        "De aanvrager heeft een document toegevoegd: Kentekenbewijs.");
  CHECK(said(event("appointment.moved", {{"start", "2026-04-07T08:00:00.000Z"}}, "visitor")) ==
        "Afspraak verzet naar 7 april 2026, 10.00 uur.");
  CHECK(said(event("something.new", {}, "system")) == "Vastgelegd in het logboek: something.new. Door: Het systeem.");
  CHECK(is_internal(event("note.added", {})));
  CHECK(is_internal(event("something.new", {})));
  CHECK(!is_internal(event("case.decided", {})));
  CHECK(!is_internal(event("appointment.booked", {})));
  const auto entries = timeline_of(say, {event("case.assigned", {}), event("note.added", {})}, permit(), names);
  REQUIRE(entries.size() == 2);
  CHECK(entries[0].title == "Sanne Bakker heeft een notitie gemaakt.");
  CHECK(entries[0].body.markup().find("Alleen voor collega") != std::string::npos);
  CHECK(entries[1].body.empty());
}

TEST_CASE("one box understands a name, an address, a number plate and a phone number") {
  CHECK(!read_terms("ab"));
  CHECK(!read_terms("   a  "));
  CHECK(!read_terms(std::string(101, 'a')));
  CHECK(read_terms(" de Vries ")->text == "de Vries");
  CHECK(read_terms("de Vries")->postcode.empty());
  for (const char* typed : {"8011PC 33", "8011 pc 33a", "8011pc, 33"}) {
    const auto terms = read_terms(typed);
    REQUIRE_MESSAGE(terms, typed);
    CHECK_MESSAGE(terms->postcode == "8011PC", typed);
    CHECK_MESSAGE(terms->house_number == 33, typed);
  }
  CHECK(read_terms("ab-123-c")->plate == "AB123C");
  CHECK(read_terms("Bakker")->plate.empty());
  CHECK(read_terms("06 12345678")->phone == "+31612345678");
  const auto terms = *read_terms("8011PC 33");
  CHECK(is_address({{"postcode", "8011PC"}, {"number", 33}}, terms));
  CHECK(is_address({{"postcode", "8011PC"}, {"number", "33"}}, terms));
  CHECK(!is_address({{"postcode", "8011PC"}, {"number", 3}}, terms));
  CHECK(has_address({json::Object{{"id", "adres"}, {"value", json::Object{{"postcode", "8011PC"}, {"number", 33}}}}},
                    terms));
  CHECK(!has_address({json::Object{{"id", "adres"}, {"value", "8011PC 33"}}}, terms));
}

TEST_CASE("a decision letter gives the reasons, the way to object with its day, and escapes what was typed") {
  const html::Say say{words(), Language::nl};
  cases::Case c;
  c.number = "Z-2026-000001";
  c.contact.name = "J. <b>de Vries";
  c.received_day = make_date(2026, 4, 1);
  people::Person person;
  person.address = {
      {"postcode", "8011PC"}, {"number", 33}, {"letter", "a"}, {"street", "Sassenstraat"}, {"city", "Zwolle"}};
  const auto objection = *catalogue::objection_day(permit(), make_date(2026, 2, 20), calendar::program_rules());
  REQUIRE(objection);
  const std::optional<Date> until = objection->day;
  REQUIRE(until);
  CHECK(*until == make_date(2026, 4, 7));  // Good Friday rolls to the Tuesday after Easter
  const std::string letter = messages::decision_letter(say, c, permit(),
                                                       {"Gemeente Zwolle", "Lübeckplein 2", person, "granted",
                                                        "U woont hier. <script>", make_date(2026, 2, 20), until})
                                 .markup();
  for (const char* part : {"Vergunning gegeven", "U woont hier.", "dinsdag 7 april 2026", "Sassenstraat 33a",
                           "8011 PC Zwolle", "Team Parkeren", "Z-2026-000001"})
    CHECK_MESSAGE(letter.find(part) != std::string::npos, part);
  CHECK(letter.find("<script>") == std::string::npos);
  CHECK(letter.find("<b>") == std::string::npos);
  const std::string final = messages::decision_letter(say, c, permit(),
                                                      {"Gemeente Zwolle", "", std::nullopt, "granted", "Ja.",
                                                       make_date(2026, 2, 20), std::nullopt})
                                .markup();
  CHECK(final.find("bezwaar") == std::string::npos);
}
