#include "privacy/finding.h"

#include <fmt/format.h>

#include <stdexcept>

namespace sas::privacy {
namespace {

struct RuleText {
  Rule rule;
  const char* code;
  Layer layer;
  LegalTest test;
  const char* nl;
  const char* en;
};

constexpr Layer kDeclared = Layer::declaration;
constexpr Layer kContent = Layer::content;
constexpr Layer kStatistics = Layer::statistics;
constexpr LegalTest kSingle = LegalTest::singling_out;
constexpr LegalTest kLink = LegalTest::linking;
constexpr LegalTest kInfer = LegalTest::inference;

// {0} names the columns, {1} is the count.
constexpr RuleText kTexts[] = {
    {Rule::undeclared_column, "undeclared-column", kDeclared, kSingle,
     "Kolom {0} staat in de gegevens maar niet in de beschrijving. Beschrijf de kolom of laat hem weg.",
     "Column {0} is in the data but not in the declaration. Declare it or leave it out."},
    {Rule::missing_column, "missing-column", kDeclared, kSingle,
     "Kolom {0} is beschreven maar staat niet in de gegevens. Pas de beschrijving aan.",
     "Column {0} is declared but not in the data. Mend the declaration."},
    {Rule::duplicate_column, "duplicate-column", kDeclared, kSingle,
     "De naam {0} komt meer dan eens voor. Geef elke kolom een eigen naam.",
     "The name {0} occurs more than once. Give each column its own name."},
    {Rule::undecided_column, "undecided-column", kDeclared, kSingle,
     "Voor kolom {0} is nog niet besloten of die open mag.", "It has not been decided whether column {0} may be open."},
    {Rule::closed_column, "closed-column", kDeclared, kSingle, "Kolom {0} is niet openbaar. Laat de kolom weg.",
     "Column {0} is not open. Leave it out."},
    {Rule::reason_unknown, "reason-unknown", kDeclared, kSingle,
     "Bij de gesloten kolom {0} hoort een grond uit artikel 5.1 van de Wet open overheid.",
     "The closed column {0} needs a ground of article 5.1 of the Wet open overheid."},
    {Rule::rows_about_people, "rows-about-people", kDeclared, kSingle,
     "Elke rij gaat over één persoon of huishouden. Tel eerst samen tot groepen.",
     "Each row is about one person or household. Aggregate to groups first."},
    {Rule::aggregation_incomplete, "aggregation-incomplete", kDeclared, kSingle,
     "De beschrijving van de samentelling klopt niet: noem de indelingen en de kolom met aantallen ({0}).",
     "The declared aggregation is not complete: name the dimensions and the column of counts ({0})."},
    {Rule::share_unknown, "share-unknown", kDeclared, kInfer,
     "Kolom {0} is een som of gemiddelde, maar het grootste aandeel van één persoon of bedrijf is niet bekend.",
     "Column {0} is a sum or mean, but the largest share of one person or firm is not known."},
    {Rule::no_meaning, "no-meaning", kDeclared, kSingle, "Van kolom {0} is niet beschreven wat hij betekent.",
     "The meaning of column {0} is not declared."},
    {Rule::no_owner, "no-owner", kDeclared, kSingle, "De gegevens hebben geen eigenaar.", "The data set has no owner."},
    {Rule::no_licence, "no-licence", kDeclared, kSingle, "Kies een open licentie: CC0-1.0 of CC-BY-4.0.",
     "Choose an open licence: CC0-1.0 or CC-BY-4.0."},
    {Rule::free_text_declared, "free-text-declared", kDeclared, kSingle,
     "Kolom {0} is vrije tekst die niemand heeft gelezen. Laat een met naam genoemde medewerker hem lezen, of laat hem "
     "weg.",
     "Column {0} is free text that nobody has read. Have a named colleague read it, or leave it out."},
    {Rule::precision_missing, "precision-missing", kDeclared, kSingle,
     "Van locatiekolom {0} is niet beschreven hoe precies die is.",
     "The precision of location column {0} is not declared."},
    {Rule::unreadable, "unreadable", kContent, kSingle,
     "{1} rijen zijn niet te lezen volgens de kopregel of zijn geen UTF-8. Wat niet gelezen kan worden, gaat niet "
     "door.",
     "{1} rows do not fit the header or are not UTF-8. What cannot be read does not pass."},
    {Rule::bsn, "bsn", kContent, kSingle,
     "Kolom {0} bevat burgerservicenummers ({1} cellen doorstaan de elfproef zoals alleen echte nummers dat doen).",
     "Column {0} holds citizen service numbers ({1} cells pass the eleven-test as only real numbers do)."},
    {Rule::rsin_natural, "rsin-natural", kContent, kSingle,
     "Kolom {0} heet RSIN, maar bevat {1} nummers die een BSN kunnen zijn.",
     "Column {0} is called RSIN but holds {1} numbers that can be a BSN."},
    {Rule::a_number, "a-number", kContent, kSingle, "Kolom {0} bevat A-nummers uit de BRP ({1}).",
     "Column {0} holds A-numbers of the register of persons ({1})."},
    {Rule::iban, "iban", kContent, kLink, "Kolom {0} bevat bankrekeningen ({1}).",
     "Column {0} holds bank accounts ({1})."},
    {Rule::phone, "phone", kContent, kLink,
     "Kolom {0} bevat telefoonnummers ({1}). Nummers van de organisatie zelf mogen als ze in de vaste lijst staan.",
     "Column {0} holds phone numbers ({1}). Numbers of the organisation itself may stay when its vocabulary lists "
     "them."},
    {Rule::email, "email", kContent, kLink, "Kolom {0} bevat e-mailadressen van personen ({1}).",
     "Column {0} holds e-mail addresses of persons ({1})."},
    {Rule::plate, "plate", kContent, kLink, "Kolom {0} bevat kentekens ({1}).",
     "Column {0} holds licence plates ({1})."},
    {Rule::address, "address", kContent, kLink,
     "Kolom {0} bevat adressen ({1}): postcode met huisnummer, of straat met huisnummer.",
     "Column {0} holds addresses ({1}): postcode with house number, or street with house number."},
    {Rule::postcode_with_attribute, "postcode-with-attribute", kContent, kLink,
     "Kolom {0}: een volledige postcode naast een gegeven over bewoners wijst een paar huishoudens aan.",
     "Column {0}: a full postcode beside something about residents points at a few households."},
    {Rule::coordinates_with_attribute, "coordinates-with-attribute", kContent, kLink,
     "Kolom {0}: een precieze plek naast een gegeven over personen wijst een huis aan.",
     "Column {0}: a precise place beside something about persons points at a house."},
    {Rule::person_name, "person-name", kContent, kSingle, "Kolom {0} bevat namen van personen ({1}).",
     "Column {0} holds names of persons ({1})."},
    {Rule::birth_date, "birth-date", kContent, kLink, "Kolom {0} bevat geboortedatums ({1}).",
     "Column {0} holds dates of birth ({1})."},
    {Rule::document_number, "document-number", kContent, kSingle,
     "Kolom {0} bevat nummers van paspoorten of identiteitskaarten ({1}).",
     "Column {0} holds numbers of passports or identity cards ({1})."},
    {Rule::foreigner_number, "foreigner-number", kContent, kSingle, "Kolom {0} bevat vreemdelingennummers ({1}).",
     "Column {0} holds V-numbers ({1})."},
    {Rule::licence_number, "licence-number", kContent, kSingle, "Kolom {0} bevat rijbewijsnummers ({1}).",
     "Column {0} holds driving licence numbers ({1})."},
    {Rule::sole_trader, "sole-trader", kContent, kSingle,
     "Kolom {0} kan eenmanszaken bevatten; dat zijn personen. Neem alleen rechtspersonen op.",
     "Column {0} can hold sole traders, who are persons. Keep legal persons only."},
    {Rule::vat_number, "vat-number", kContent, kSingle, "Kolom {0} bevat btw-nummers waarin een BSN kan zitten ({1}).",
     "Column {0} holds VAT numbers that can contain a BSN ({1})."},
    {Rule::network_address, "network-address", kContent, kLink, "Kolom {0} bevat IP- of MAC-adressen ({1}).",
     "Column {0} holds IP or MAC addresses ({1})."},
    {Rule::device_id, "device-id", kContent, kLink, "Kolom {0} bevat nummers van telefoons of andere apparaten ({1}).",
     "Column {0} holds numbers of phones or other devices ({1})."},
    {Rule::photo, "photo", kContent, kSingle, "Kolom {0} verwijst naar foto's ({1}) die niemand heeft bekeken.",
     "Column {0} points to photos ({1}) that nobody has looked at."},
    {Rule::hashed, "hashed", kContent, kLink,
     "Kolom {0} bevat versleutelde of gehashte waarden ({1}). Een hash van een nummer is met een lijst terug te "
     "rekenen.",
     "Column {0} holds hashed values ({1}). The hash of a number can be turned back with a list."},
    {Rule::encoded, "encoded", kContent, kSingle,
     "Kolom {0} bevat gecodeerde waarden ({1}) die niet gelezen kunnen worden.",
     "Column {0} holds encoded values ({1}) that cannot be read."},
    {Rule::free_text, "free-text", kContent, kSingle,
     "Kolom {0} blijkt vrije tekst: {1} cellen met losse zinnen. Gebruik een vaste lijst of laat de kolom weg.",
     "Column {0} turns out to be free text: {1} cells of prose. Use a fixed list or leave it out."},
    {Rule::not_in_vocabulary, "not-in-vocabulary", kContent, kSingle,
     "Kolom {0} bevat {1} cellen die niet in de vaste lijst staan.",
     "Column {0} holds {1} cells that are not in its vocabulary."},
    {Rule::finer_than_declared, "finer-than-declared", kContent, kLink,
     "Kolom {0} is preciezer dan beschreven ({1} cellen).", "Column {0} is more precise than declared ({1} cells)."},
    {Rule::shape_undeclared, "shape-undeclared", kContent, kLink,
     "Kolom {0} bevat plekken, lijnen of vlakken als tekst ({1} cellen). Geef de kolom de soort vorm, met hoe precies "
     "die "
     "is, of laat hem weg.",
     "Column {0} holds places, lines or areas as text ({1} cells). Give the column the type shape, with how precise it "
     "is, or leave it out."},
    {Rule::shape_unreadable, "shape-unreadable", kContent, kSingle,
     "Kolom {0} bevat {1} vormen die niet te lezen zijn of zichzelf snijden. Maak ze heel; wat niet gelezen kan "
     "worden, "
     "gaat niet door.",
     "Column {0} holds {1} shapes that cannot be read or cross themselves. Mend them; what cannot be read does not "
     "pass."},
    {Rule::shape_too_large, "shape-too-large", kContent, kSingle,
     "Kolom {0} bevat {1} vormen van meer dan 4 MB. Vereenvoudig ze of deel ze op.",
     "Column {0} holds {1} shapes of more than 4 MB. Simplify them or cut them up."},
    {Rule::shape_of_people, "shape-of-people", kContent, kSingle,
     "Kolom {0} geeft {1} vormen bij personen, huishoudens of eenmanszaken. Alleen aantallen per buurt of groter "
     "mogen, "
     "met vlakken. Laat de kolom weg of tel samen per buurt.",
     "Column {0} gives {1} shapes with persons, households or sole traders. Only numbers by neighbourhood or wider may "
     "stay, with areas. Leave the column out or aggregate by neighbourhood."},
    {Rule::shape_varies, "shape-varies", kContent, kInfer,
     "Kolom {0}: {1} gebieden hebben meer dan één vorm, of vormen die bijna gelijk zijn. Het verschil wijst een plek "
     "aan. Geef elk gebied één vorm.",
     "Column {0}: {1} areas have more than one shape, or shapes that are nearly equal. The difference points at a "
     "place. Give each area one shape."},
    {Rule::line_with_moments, "line-with-moments", kContent, kLink,
     "Kolom {0} bevat lijnen met een tijdstip ernaast ({1} rijen): zo is een rit te volgen. Geef alleen de dag, of "
     "laat "
     "een van beide weg.",
     "Column {0} holds lines with a moment beside them ({1} rows), so that a journey can be followed. Give the day "
     "only, "
     "or leave one of the two out."},
    {Rule::recorded_tracks, "recorded-tracks", kContent, kLink,
     "Kolom {0} bevat lijnen die op opgenomen ritten lijken ({1}): lang, met veel punten, en niet verbonden met andere "
     "lijnen. Laat een collega met naam ernaar kijken, of laat de kolom weg.",
     "Column {0} holds lines that look like recorded journeys ({1}): long, with many points, and not joined to other "
     "lines. Have a named colleague look at them, or leave the column out."},
    {Rule::person_header, "person-header", kContent, kSingle,
     "De naam van kolom {0} zegt dat hij over een persoon gaat; dat is niet uit te sluiten met deze gegevens.",
     "The name of column {0} says that it is about a person; these data cannot show otherwise."},
    {Rule::person_rows, "person-rows", kContent, kSingle,
     "De kolommen {0} samen laten zien dat elke rij over een persoon of huishouden gaat.",
     "The columns {0} together show that each row is about a person or household."},
    {Rule::data_in_header, "data-in-header", kContent, kSingle,
     "De kopregel bevat zelf persoonsgegevens (kolom {0}). De naam wordt hier niet herhaald.",
     "The header itself holds personal data (column {0}). The name is not repeated here."},
    {Rule::too_many_values, "too-many-values", kContent, kLink,
     "Kolom {0} is een vaste lijst genoemd, maar heeft {1} verschillende waarden. Zo wijst hij rijen aan.",
     "Column {0} is called a closed list but has {1} different values, so it points at rows."},
    {Rule::small_groups, "small-groups", kStatistics, kSingle,
     "{1} groepen in {0} hebben minder dan 10 rijen. Maak de indeling grover.",
     "{1} groups in {0} have fewer than 10 rows. Make the classes coarser."},
    {Rule::uniform_groups, "uniform-groups", kStatistics, kInfer,
     "In {1} groepen van {0} heeft iedereen hetzelfde kenmerk: wie in de groep zit, is bekend.",
     "In {1} groups of {0} everybody has the same attribute: whoever is in the group is known."},
    {Rule::groups_uncounted, "groups-uncounted", kStatistics, kSingle,
     "De kolommen {0} geven meer groepen dan geteld kunnen worden. Maak de indeling grover.",
     "The columns {0} make more groups than can be counted. Make the classes coarser."},
    {Rule::small_cells, "small-cells", kStatistics, kSingle,
     "{1} aantallen in {0} zijn kleiner dan 10. Rond af op 5 of voeg groepen samen.",
     "{1} counts in {0} are below 10. Round to 5 or merge groups."},
    {Rule::rounding_broken, "rounding-broken", kStatistics, kInfer,
     "{1} aantallen in {0} zijn niet afgerond, terwijl de beschrijving dat zegt.",
     "{1} counts in {0} are not rounded although the declaration says so."},
    {Rule::worked_out, "worked-out", kStatistics, kInfer,
     "{1} weggelaten aantallen in {0} zijn uit te rekenen met de totalen. Laat er per rij en kolom nog een weg.",
     "{1} suppressed counts in {0} can be worked out from the totals. Suppress another one in each line."},
    {Rule::dominance, "dominance", kStatistics, kInfer, "In {0} bepaalt één persoon of bedrijf te veel van een som.",
     "In {0} one person or firm makes up too much of a sum."},
    {Rule::trajectory, "trajectory", kStatistics, kLink,
     "{1} sleutels in {0} zijn op meer dan één plek en tijd te volgen. Vier punten wijzen bijna iedereen aan.",
     "{1} keys in {0} can be followed over more than one place and time. Four points single out almost anybody."},
    {Rule::difference, "difference", kStatistics, kInfer,
     "{1} aantallen in {0} verschillen minder dan 10 met de vorige uitgave: het verschil wijst een kleine groep aan.",
     "{1} counts in {0} differ by less than 10 from the earlier release: the difference points at a small group."},
    {Rule::cells_uncounted, "cells-uncounted", kStatistics, kInfer,
     "De tabel met aantallen in {0} is te groot om op weggelaten cellen na te rekenen. Deel hem op.",
     "The table of counts in {0} is too large to check its suppressed cells. Split it."},
};

const RuleText& text_of(Rule rule) {
  for (const RuleText& text : kTexts)
    if (text.rule == rule) return text;
  throw std::logic_error("a rule of the gate has no text");
}

std::string listed(const std::vector<std::string>& columns) {
  return fmt::format("{}", fmt::join(columns, ", "));
}

}  // namespace

Layer layer_of(Rule rule) {
  return text_of(rule).layer;
}

LegalTest test_of(Rule rule) {
  return text_of(rule).test;
}

std::string_view code_of(Rule rule) {
  return text_of(rule).code;
}

Bilingual explain(const Finding& finding) {
  const RuleText& text = text_of(finding.rule);
  const std::string columns = listed(finding.columns);
  return {fmt::format(fmt::runtime(text.nl), columns, finding.count),
          fmt::format(fmt::runtime(text.en), columns, finding.count)};
}

Bilingual name_of(LegalTest test) {
  switch (test) {
    case LegalTest::singling_out:
      return {"herleidbaarheid", "singling out"};
    case LegalTest::linking:
      return {"koppelbaarheid", "linking"};
    case LegalTest::inference:
      return {"deduceerbaarheid", "inference"};
  }
  throw std::logic_error("unknown legal test");
}

}  // namespace sas::privacy
