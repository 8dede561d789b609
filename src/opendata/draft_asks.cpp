#include "opendata/draft_asks.h"

#include "opendata/draft.h"
#include "opendata/judging.h"
#include "privacy/cell.h"

namespace sas::opendata {
namespace {

using Kind = Ask::Kind;
constexpr auto kOptional = html::Field::Need::optional;
constexpr auto kRequired = html::Field::Need::required;

// What wrong_answers() finds of a list, and then `more` about fields that it let pass.
void add(std::vector<FieldError>& out, std::string field, std::string code) {
  for (const FieldError& known : out)
    if (known.field == field) return;
  out.push_back({std::move(field), std::move(code)});
}

bool is_personal(const std::string& text) {
  releases::Description words;
  words.title = {text, ""};
  words.contact = "info@gemeente.example";
  return !flaws_of_words(words).empty();
}

// The column that was named holds shapes, and one that holds them was named.
void check_shape_column(const json::Object& content, std::vector<FieldError>& out) {
  const std::string named = json::text_at(content, "shape");
  for (const json::Object& column : columns_of(content)) {
    const bool is_named = json::text_at(column, "name") == named, is_shape = json::text_at(column, "type") == "shape";
    if (is_named != is_shape) add(out, "vormkolom", is_named ? "draft-no-shape" : "draft-shape");
  }
}

}  // namespace

std::vector<Ask> word_asks() {
  return {
      {"titel-nl", "title.nl"},
      {"titel-en", "title.en"},
      {"samenvatting-nl", "summary.nl", Kind::area},
      {"samenvatting-en", "summary.en", Kind::area},
      {"herkomst-nl", "origin.nl", Kind::area},
      {"herkomst-en", "origin.en", Kind::area},
      {"eigenaar", "owner"},
      {"contact", "contact"},
      {"licentie", "licence", Kind::radio, kRequired, {"CC0-1.0", "CC-BY-4.0"}},
      {"themas",
       "themes",
       Kind::several,
       kRequired,
       {"AGRI", "ECON", "EDUC", "ENER", "ENVI", "GOVE", "HEAL", "INTR", "JUST", "REGI", "SOCI", "TECH", "TRAN"}},
      {"trefwoorden", "keywords", Kind::pairs, kOptional},
      {"ververs", "refresh", Kind::choice, kRequired, {"never", "yearly", "quarterly", "monthly", "weekly", "daily"}},
      {"hoogwaardig",
       "high_value",
       Kind::choice,
       kRequired,
       {"none", "geospatial", "earth-environment", "meteorological", "statistics", "companies", "mobility"}}};
}

std::vector<Ask> structure_asks(const std::vector<std::string>& columns) {
  constexpr auto names = Ask::Labels::names;
  return {{"onderwerp", "subject", Kind::radio, kRequired, {"thing", "area", "firm", "household", "person"}},
          {"rechtspersonen", "legal_persons_only", Kind::truth, kOptional},
          {"telling", "aggregation.count", Kind::choice, kOptional, columns, names},
          {"indeling", "aggregation.dimensions", Kind::several, kOptional, columns, names},
          {"afronding", "aggregation.rounding", Kind::choice, kOptional, {"none", "to-five"}},
          {"grootste", "aggregation.largest_share_percent", Kind::number, kOptional},
          {"tijdkolom", "time", Kind::choice, kOptional, columns, names},
          {"lengtekolom", "longitude", Kind::choice, kOptional, columns, names},
          {"breedtekolom", "latitude", Kind::choice, kOptional, columns, names},
          {"vormkolom", "shape", Kind::choice, kOptional, columns, names},
          {"komma", "file.decimal", Kind::radio, kRequired, {"point", "comma"}},
          {"dagen", "file.days", Kind::radio, kRequired, {"iso", "day-first"}},
          {"tekens", "file.encoding", Kind::radio, kRequired, {"utf-8", "windows-1252"}},
          {"eigenschappen", "file.properties", Kind::radio, kRequired, {"refuse", "leave-out"}}};
}

std::vector<Ask> column_asks() {
  return {
      {"betekenis-nl", "meaning.nl"},
      {"betekenis-en", "meaning.en"},
      {"soort", "type", Kind::choice, kRequired, {"text", "integer", "decimal", "date", "moment", "truth", "shape"}},
      {"eenheid", "unit", Kind::text, kOptional},
      {"openheid",
       "class",
       Kind::radio,
       kRequired,
       {"open", "internal", "personal", "special-personal", "confidential"}},
      {"grond",
       "reason",
       Kind::choice,
       kOptional,
       {"woo-5.1-1-a", "woo-5.1-1-b", "woo-5.1-1-c", "woo-5.1-1-d", "woo-5.1-1-e", "woo-5.1-2-a", "woo-5.1-2-b",
        "woo-5.1-2-c", "woo-5.1-2-d", "woo-5.1-2-e", "woo-5.1-2-f", "woo-5.1-2-g", "woo-5.1-2-h", "woo-5.1-2-i"}},
      {"inhoud", "kind", Kind::choice, kRequired, {"measure", "category", "thing-id", "date", "location", "free-text"}},
      {"precisie",
       "precision",
       Kind::choice,
       kOptional,
       {"exact", "address", "pc6", "pc4", "neighbourhood", "district", "municipality"}},
      {"telt", "counts", Kind::choice, kRequired, {"nothing", "things", "persons", "households", "firms"}},
      {"rol", "role", Kind::choice, kRequired, {"plain", "quasi-identifier", "sensitive"}},
      {"woordenlijst", "vocabulary", Kind::lines, kOptional},
      {"gelezen", "reviewed_by", Kind::tick, kOptional, {"gegevensbeheerder"}, Ask::Labels::names}};
}

std::vector<FieldError> wrong_words(const json::Object& content) {
  const std::vector<Ask> asks = word_asks();
  std::vector<FieldError> out = wrong_answers(content, asks);
  const auto text = [&](const char* key, const char* language) {
    const json::Value* both = content.if_contains(key);
    return both != nullptr && both->is_object() ? json::text_at(both->get_object(), language) : std::string();
  };
  constexpr std::pair<const char*, const char*> kTexts[] = {
      {"titel", "title"}, {"samenvatting", "summary"}, {"herkomst", "origin"}};
  for (const auto& [field, key] : kTexts)
    for (const char* language : {"nl", "en"})
      if (is_personal(text(key, language))) add(out, std::string(field) + "-" + language, "draft-personal");
  if (is_personal(json::text_at(content, "owner"))) add(out, "eigenaar", "draft-personal");
  // The contact is published for ever: of a role, never of a colleague.
  const bool is_role = (privacy::read_cell(json::text_at(content, "contact")).marks & privacy::mark::email_role) != 0;
  if (!is_role) add(out, "contact", "draft-contact");
  return out;
}

std::vector<FieldError> wrong_structure(const json::Object& content) {
  std::vector<FieldError> out = wrong_answers(content, structure_asks(column_names(content)));
  const bool has_longitude = content.contains("longitude"), has_latitude = content.contains("latitude");
  if (has_longitude != has_latitude) add(out, has_longitude ? "breedtekolom" : "lengtekolom", "draft-together");
  if (content.contains("shape") && (has_longitude || has_latitude)) add(out, "vormkolom", "draft-shape-alone");
  check_shape_column(content, out);
  if (const json::Value* counted = content.if_contains("aggregation")) {
    const json::Object& aggregation = counted->as_object();
    if (!aggregation.contains("count")) add(out, "telling", "draft-together");
    if (!aggregation.contains("dimensions")) add(out, "indeling", "draft-together");
  }
  return out;
}

std::vector<FieldError> wrong_column(const json::Object& column) {
  const std::vector<Ask> asks = column_asks();
  std::vector<FieldError> out = wrong_answers(column, asks);
  const std::string openness = json::text_at(column, "class");
  if (openness != "open" && !column.contains("reason")) add(out, "grond", "draft-ground");
  if (json::text_at(column, "kind") == "location" && !column.contains("precision"))
    add(out, "precisie", "draft-precision");
  if (json::text_at(column, "type") == "shape" && json::text_at(column, "kind") != "location")
    add(out, "inhoud", "draft-shape-kind");
  return out;
}

}  // namespace sas::opendata
