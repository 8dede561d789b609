#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "embedded/html_texts.h"
#include "html/components.h"

/// One page with every component in its states. With SAS_GALLERY set to a folder it is written there in both languages,
/// to look at and to check with the browser tools.
using namespace sas;
using namespace sas::html;

namespace {

Site practice_site() {
  auto theme = load_theme("themes/sassenpoort");
  REQUIRE(theme);
  Site site;
  site.theme = *theme;
  site.mode = Site::Mode::practice;
  return site;
}

Html messages(const Say& say) {
  return alert(say, AlertKind::info, "U hebt nog een document nodig",
               paragraph("Stuur ons een kopie van uw kentekenbewijs.")) +
         alert(say, AlertKind::ok, "Uw aanvraag is binnen", paragraph("U krijgt ook een e-mail.")) +
         alert(say, AlertKind::warning, "Leges kunt u kwijt zijn",
               paragraph("Is uw aanvraag niet compleet? Dan moet u toch betalen.")) +
         alert(say, AlertKind::error, "Het lukt nu niet", paragraph("Probeer het later nog een keer, of bel ons.")) +
         notification_banner(say, AlertKind::warning, "DigiD heeft een storing",
                             paragraph("U kunt vandaag tot 14.00 uur niet inloggen."));
}

Html text_parts() {
  return lead("Met een parkeervergunning parkeert u bij uw huis. U regelt het in vier stappen.") +
         paragraph(Html("Woont u in het centrum? Lees dan eerst ") + link("welke zones er zijn", "/zones") +
                   Html(".")) +
         bullet_list({"Uw kenteken", "Uw adres", "Een bankrekening"}) +
         numbered_list({"U vraagt aan", "Wij kijken", "U krijgt antwoord"}) +
         details("Wat kost het?", paragraph("€ 23,50 per maand.")) +
         details("Wie krijgt geen vergunning?", paragraph("Wie een eigen oprit heeft.")) +
         button_group({button("Volgende"), link_button("Vorige", "/vorige", ButtonKind::secondary),
                       button("Bewaar", ButtonKind::subtle), button("Verwijder", ButtonKind::danger)}) +
         paragraph(badge("Nieuw", Tone::info) + Html(" ") + badge("Klaar", Tone::ok) + Html(" ") +
                   badge("Let op", Tone::warning) + Html(" ") + badge("Te laat", Tone::error) + Html(" ") +
                   badge("Concept"));
}

Html plain_fields(const Say& say) {
  return text_field(say, {.name = "naam", .label = "Hoe heet u?"}, {.value = "Anna & <Bo>", .kind = InputKind::name}) +
         email_field(say,
                     {.name = "mail",
                      .label = "E-mailadres",
                      .description = "Hier sturen wij de bevestiging heen.",
                      .error = "Vul een e-mailadres in met een @. Bijvoorbeeld naam@voorbeeld.nl."},
                     "anna.voorbeeld.nl") +
         phone_field(say, {.name = "telefoon", .label = "Telefoonnummer", .need = Field::Need::optional}, "") +
         number_field(say, {.name = "aantal", .label = "Hoeveel auto's hebt u?"}, "2") +
         textarea_field(say, {.name = "uitleg", .label = "Wat wilt u ons vertellen?"},
                        {.value = "Regel 1\nRegel 2", .rows = 4, .max_length = 500}) +
         select_field(say, {.name = "zone", .label = "In welke zone woont u?"}, {{"a", "Zone A"}, {"b", "Zone B"}},
                      "b");
}

Html grouped_fields(const Say& say) {
  return radio_group(say, {.name = "soort", .label = "Voor wie is de vergunning?", .description = "Kies één antwoord."},
                     {{"ik", "Voor mijzelf", "U woont op dit adres"},
                      {"bezoek", "Voor bezoek"},
                      {"bedrijf", "Voor mijn bedrijf"}},
                     "ik") +
         checkbox_group(say, {.name = "dagen", .label = "Op welke dagen?", .error = "Kies één of meer dagen."},
                        {{"ma", "Maandag"}, {"di", "Dinsdag"}}, {"di"}) +
         checkbox(say, {.name = "akkoord", .label = "Ik heb alles naar waarheid ingevuld."}, Ticked::no) +
         yes_no_field(say, {.name = "oprit", .label = "Hebt u een eigen oprit?"}, "nee") +
         date_field(say,
                    {.name = "start",
                     .label = "Vanaf welke dag?",
                     .description = "Bijvoorbeeld 27 3 2027",
                     .error = "Deze dag bestaat niet. Kies een andere dag."},
                    {.day = "31", .month = "februari", .year = "2027"}) +
         address_field(say, {.name = "adres", .label = "Wat is uw adres?"}, {.postcode = "8011 PK", .number = "12"}) +
         file_field(say, {.name = "bewijs", .label = "Kentekenbewijs", .description = "Een foto is goed genoeg."},
                    {.accept = ".pdf,.jpg,.png", .kinds = "pdf, jpg of png", .max_bytes = 10'000'000}) +
         score_scale(say, "cijfer", "Welk cijfer geeft u ons?", 8);
}

Html form_parts(const Say& say) {
  return error_summary(say, {{"mail", "Vul een e-mailadres in met een @."},
                             {"dagen", "Kies één of meer dagen."},
                             {"start", "Deze dag bestaat niet."}}) +
         step_indicator(say, 2, 6, "Uw auto") +
         form({.action = "/aanvragen/parkeren", .csrf_token = "abc", .encoding = FormSpec::Encoding::files},
              plain_fields(say) + grouped_fields(say) +
                  button_group({button("Volgende"), link("Bewaar en ga later verder", "/bewaar")}));
}

Html check_parts(const Say& say) {
  return summary_list(say, {{"Kenteken", "AB-123-C", "/wijzig/kenteken"},
                            {"Adres", Html("Voorbeeldstraat 12") + empty_el("br", {}) + Html("8011 PK Zwolle"),
                             "/wijzig/adres"}}) +
         task_list(say, {{"Uw gegevens", "/taak/1", Task::State::done},
                         {"Uw tekening", "/taak/2", Task::State::to_do, "Een plattegrond van het terras"},
                         {"Betalen", "/taak/3", Task::State::cannot_start}}) +
         data_list({{"Kenmerk", "Z-2026-000123"}, {"Aangevraagd op", "26 mei 2026"}}) +
         reference_box(say, "Uw kenmerk is", "Z-2026-000123");
}

Html case_parts(const Say& say) {
  return case_cards({{"Parkeervergunning", "/mijn/1", "Z-2026-000123",
                      "U hebt dit aangevraagd op 3 mei. U krijgt uiterlijk 12 mei antwoord.", "Wij kijken ernaar",
                      Tone::info, "Stuur ons nog uw kentekenbewijs."},
                     {"Rijbewijs verlengen", "/mijn/2", "Z-2026-000099", "Uw rijbewijs ligt klaar aan de balie.",
                      "Klaar", Tone::ok}}) +
         timeline(say,
                  {{"U hebt de vergunning aangevraagd", "3 mei 2026", "2026-05-03"},
                   {"Wij vragen u om een document", "5 mei 2026", "2026-05-05", paragraph("Stuur uw kentekenbewijs."),
                    TimelineEntry::State::attention},
                   {"Wij bekijken uw aanvraag", "Sinds 6 mei 2026", "", {}, TimelineEntry::State::current},
                   {"U krijgt antwoord", "Uiterlijk 12 mei 2026", "2026-05-12", {}, TimelineEntry::State::expected}}) +
         file_list(say, {{"kentekenbewijs.pdf", "", "pdf", 340'000, "5 mei 2026", FileItem::From::resident,
                          "Wij controleren het bestand op virussen."},
                         {"Besluit parkeervergunning", "/document/2", "pdf", 1'240'000, "12 mei 2026"}}) +
         promise_box(say, {"U krijgt binnen 5 werkdagen antwoord.", Promise::Outcome{0.962, 412}, "/beloften"});
}

Html figures(const Say& say) {
  Table numbers{.caption = "Antwoorden op tijd",
                .columns = {{"Dienst"}, {"Zaken", Column::Align::end}, {"Op tijd", Column::Align::end}}};
  numbers.rows = {{"Parkeervergunning", "412", "96%"}, {"Rijbewijs", "1.204", "99%"}};
  numbers.foot = "Bron: eigen meting, oktober 2026.";
  return table(numbers) +
         share_chart({"op-tijd",
                      "Bijna alle antwoorden waren op tijd",
                      "Deel van de zaken, oktober 2026.",
                      {{"Parkeervergunning", 0.96, 0.94, 0.98, 0.95}, {"Terrasvergunning", 0.72, 0.6, 0.82, 0.9}}},
                     say.language) +
         month_chart({"maanden",
                      "Het wachten wordt korter",
                      "Dagen tot het antwoord.",
                      {{"jan", 9.2}, {"feb", 8.1}, {"mrt", 8.4}, {"apr", {}}, {"mei", 6.0}, {"jun", 4.8}},
                      7.0,
                      "Onze norm: 7 dagen",
                      1,
                      " dagen"},
                     say.language) +
         paragraph(Html("Verloop: ") +
                   sparkline({"klein", "Dalend van 9 naar 5", "", {{"jan", 9.0}, {"feb", 7.0}, {"mrt", 5.0}}})) +
         pagination(say, {5, 12, [](int page) { return "?pagina=" + std::to_string(page); }});
}

Html contact_parts(const Say& say) {
  const SlotPicker picker{
      .name = "tijd",
      .question = "Wanneer komt u langs?",
      .days = {{make_date(2026, 5, 26), {{"a", 540, "Stadskantoor"}, {"b", 570, "Stadskantoor"}, {"c", 870}}},
               {make_date(2026, 5, 27), {}}},
      .selected = "b",
      .later_url = "?vanaf=2026-06-01"};
  return slot_picker(say, picker) + markdown(
                                        "# Tekst van de redactie\n\nMet **vet**, [een link](/x) en `code`.\n\n| Soort "
                                        "| Kosten |\n|---|---|\n| Bezoek | € 5 |\n\n> Een citaat.\n");
}

Html letter_part(const Say& say) {
  return letter(say,
                {"Gemeente Zwolle, afdeling Parkeren",
                 "Lübeckplein 2, 8017 JZ Zwolle",
                 {"Mevrouw A. Voorbeeld", "Voorbeeldstraat 12", "8011 PK Zwolle"},
                 "12 mei 2026",
                 "Z-2026-000123",
                 "U krijgt een parkeervergunning",
                 paragraph("Beste mevrouw Voorbeeld,") +
                     paragraph("U hebt op 3 mei 2026 een parkeervergunning aangevraagd. U krijgt de vergunning.")});
}

Page page_of(const Say& say, std::string title, Html body) {
  Page page;
  page.title = std::move(title);
  page.description = "Alle onderdelen van de pagina's bij elkaar.";
  page.body = std::move(body);
  page.breadcrumbs = {{"Home", "/"}, {"Parkeren", "/parkeren"}};
  page.navigation = {{"Home", "/"}, {"Alle onderwerpen", "/onderwerpen"}, {"Mijn zaken", "/mijn"}};
  page.active_navigation = "/mijn";
  page.alternate_url = say.language == Language::nl ? "/en/onderdelen" : "/onderdelen";
  return page;
}

std::string gallery(const Site& site, const Say& say) {
  Page page = page_of(
      say, "Alle onderdelen",
      form_parts(say) + heading(1, "Alle onderdelen") + text_parts() + messages(say) +
          section("controle", "Controleer", check_parts(say)) + section("zaken", "Uw zaken", case_parts(say), 2) +
          section("cijfers", "Cijfers", figures(say)) + section("contact", "Afspraak", contact_parts(say)));
  page.state = Page::State::has_errors;
  page.session = SessionInfo{"A. Voorbeeld", "Bakkerij De Proef", "/uitloggen", "abc"};
  return page_document(site, say, page);
}

std::string front_page(const Site& site, const Say& say) {
  Page page = page_of(
      say, "Welkom",
      heading(1, "Welkom bij de gemeente Zwolle") +
          search_box(say, {"/zoeken", "Waar kunnen we u mee helpen?", "", SearchBox::Size::large}) +
          heading(2, "Vaak geregeld") +
          task_cards({{"Parkeervergunning", "/a", "Parkeren bij uw huis", "car"},
                      {"Paspoort of ID-kaart", "/b", "Aanvragen en ophalen", "passport"},
                      {"Verhuizen", "/c", "Geef uw nieuwe adres door", "house"},
                      {"Afval", "/d", "Ophaaldagen en de milieustraat", "bin"},
                      {"Melding buiten", "/e", "Kapotte lamp, losse tegel", "lamp"},
                      {"Bouwen en verbouwen", "/f", "Hebt u een vergunning nodig?", "permit"}},
                     3) +
          promise_box(say, {"U krijgt binnen 5 werkdagen antwoord.", Promise::Outcome{0.962, 412}, "/beloften"}));
  page.breadcrumbs.clear();
  page.active_navigation = "/";
  page.width = Page::Width::wide;
  page.log_in_url = "/inloggen";
  return page_document(site, say, page);
}

std::string letter_page(const Site& site, const Say& say) {
  return page_document(site, say, page_of(say, "Brief", letter_part(say)));
}

void write(const std::filesystem::path& path, const std::string& content) {
  std::ofstream(path, std::ios::binary) << content;
}

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t times = 0;
  for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) ++times;
  return times;
}

}  // namespace

TEST_CASE("every component renders in both languages on a whole page") {
  const auto texts = Texts::load({embedded::html_texts()});
  REQUIRE(texts);
  const Site site = practice_site();
  for (const Language language : {Language::nl, Language::en}) {
    const Say say{*texts, language};
    const std::string whole = gallery(site, say);
    CHECK(whole.starts_with("<!doctype html>\n<html lang=\"" + std::string(language == Language::nl ? "nl" : "en")));
    CHECK(count(whole, "<h1") == 1);
    CHECK(count(whole, "<main") == 1);
    CHECK(whole.find("style=") == std::string::npos);
    CHECK(whole.find("onclick") == std::string::npos);
    CHECK(whole.find("Anna &amp; &lt;Bo&gt;") != std::string::npos);
    if (const char* folder = std::getenv("SAS_GALLERY")) {
      const std::filesystem::path base(folder);
      const std::string suffix = language == Language::nl ? ".nl.html" : ".en.html";
      std::filesystem::create_directories(base);
      write(base / ("gallery" + suffix), whole);
      write(base / ("front" + suffix), front_page(site, say));
      write(base / ("letter" + suffix), letter_page(site, say));
      for (const ThemeFile& file : site.theme.files) write(base / file.name, file.content);
    }
  }
}
