#include "opendata/declaration.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/config_folder.h"
#include "base/text.h"
#include "crypto/hash.h"
#include "opendata/cells.h"

namespace sas::opendata {
namespace {

template <typename Enum>
using Words = std::vector<std::pair<std::string_view, Enum>>;

template <typename Enum>
Enum chosen(config::Table& table, std::string_view key, const Words<Enum>& words, std::string_view otherwise = {}) {
  std::vector<std::string_view> allowed;
  for (const auto& [word, value] : words) allowed.push_back(word);
  const std::string said =
      otherwise.empty() ? table.word(key, allowed) : table.word_or(key, allowed, std::string(otherwise));
  for (const auto& [word, value] : words)
    if (word == said) return value;
  return words.front().second;
}

privacy::Subject subject_of(config::Table& table) {
  using enum privacy::Subject;
  return chosen<privacy::Subject>(
      table, "subject",
      {{"person", person}, {"household", household}, {"firm", firm}, {"thing", thing}, {"area", area}});
}

// EU frequency codes (http://publications.europa.eu/resource/authority/frequency) beside our own word.
struct Rhythm {
  std::string_view word;
  privacy::Refresh refresh;
  std::string_view code;
};
constexpr Rhythm kRhythms[] = {{"never", privacy::Refresh::never, "NEVER"},
                               {"yearly", privacy::Refresh::yearly, "ANNUAL"},
                               {"quarterly", privacy::Refresh::quarterly, "QUARTERLY"},
                               {"monthly", privacy::Refresh::monthly, "MONTHLY"},
                               {"weekly", privacy::Refresh::weekly, "WEEKLY"},
                               {"daily", privacy::Refresh::daily, "DAILY"},
                               {"continuous", privacy::Refresh::continuous, "CONT"}};

// Categories of Implementing Regulation (EU) 2023/138 with their codes in the EU vocabulary (uri-high-value-dataset).
struct Category {
  std::string_view word;
  privacy::HighValue value;
  std::string_view code;
};
constexpr Category kCategories[] = {{"none", privacy::HighValue::none, ""},
                                    {"geospatial", privacy::HighValue::geospatial, "c_ac64a52d"},
                                    {"earth-environment", privacy::HighValue::earth_environment, "c_dd313021"},
                                    {"meteorological", privacy::HighValue::meteorological, "c_164e0bf5"},
                                    {"statistics", privacy::HighValue::statistics, "c_e1da4e07"},
                                    {"companies", privacy::HighValue::companies, "c_a9135398"},
                                    {"mobility", privacy::HighValue::mobility, "c_b79e35eb"}};

template <typename Row, std::size_t N>
const Row& row_of(config::Table& table, std::string_view key, const Row (&rows)[N], std::string_view otherwise) {
  std::vector<std::string_view> allowed;
  for (const Row& row : rows) allowed.push_back(row.word);
  const std::string said = table.word_or(key, allowed, std::string(otherwise));
  return *std::find_if(std::begin(rows), std::end(rows) - 1, [&](const Row& row) { return row.word == said; });
}

std::vector<Bilingual> bilinguals_of(config::Table& table, std::string_view key) {
  std::vector<Bilingual> out;
  for (config::Table& item : table.tables(key)) {
    out.push_back(item.own_texts());
    item.done();
  }
  return out;
}

// Codes of the EU data themes; DCAT-AP-NL 3.0 asks for at least one.
const std::vector<std::string_view>& themes() {
  static const std::vector<std::string_view> known{"AGRI", "ECON", "EDUC", "ENER", "ENVI", "GOVE", "HEAL",
                                                   "INTR", "JUST", "REGI", "SOCI", "TECH", "TRAN"};
  return known;
}

std::optional<releases::Extent> extent_of(config::Table& table) {
  if (!table.has("extent")) return std::nullopt;
  const std::vector<std::string> parts = split(table.text("extent"), ' ');
  std::vector<double> degrees;
  for (const std::string& part : parts)
    if (const auto value = parse_double(part)) degrees.push_back(*value);
  if (parts.size() != 4 || degrees.size() != 4 || degrees[0] > degrees[2] || degrees[1] > degrees[3]) {
    table.note("extent", "write west, south, east and north in degrees with spaces between: \"6.03 52.46 6.18 52.56\"");
    return std::nullopt;
  }
  return releases::Extent{degrees[0], degrees[1], degrees[2], degrees[3]};
}

void read_words(config::Table& table, Declaration& out) {
  releases::Description& words = out.words;
  words.title = table.bilingual("title");
  words.summary = table.bilingual("summary");
  words.keywords = bilinguals_of(table, "keywords");
  words.owner = table.text("owner");
  words.contact = table.text("contact");
  words.licence = table.word("licence", {"CC0-1.0", "CC-BY-4.0"});
  words.themes = table.words("themes", themes());
  if (words.themes.empty()) table.note("themes", "name at least one theme");
  words.source = table.bilingual("origin");
  words.extent = extent_of(table);
  words.longitude_column = table.text_or("longitude", "");
  words.latitude_column = table.text_or("latitude", "");
  words.shape_column = table.text_or("shape", "");
  words.time_column = table.text_or("time", "");
  const Rhythm& rhythm = row_of(table, "refresh", kRhythms, "never");
  words.refresh = rhythm.code;
  const Category& category = row_of(table, "high_value", kCategories, "none");
  words.high_value = category.code;
  out.set.refresh = rhythm.refresh;
  out.set.high_value = category.value;
  out.set.name = out.slug;
  out.set.owner = words.owner;
  out.set.licence = words.licence;
  out.set.shape_column = words.shape_column;
}

std::optional<privacy::Aggregation> aggregation_of(config::Table& table) {
  if (!table.has("aggregation")) return std::nullopt;
  config::Table inside = table.table("aggregation");
  privacy::Aggregation out;
  out.dimensions = inside.texts("dimensions");
  out.count_column = inside.text("count");
  using enum privacy::Rounding;
  // "cell-key" was a word of older declarations. Noise said by an owner cannot be seen in the counts, so it counts as
  // none: they are judged, and compared with the release before, as exact ones.
  out.rounding =
      chosen<privacy::Rounding>(inside, "rounding", {{"none", none}, {"to-five", to_five}, {"cell-key", none}}, "none");
  if (const auto percent = inside.integer_if("largest_share_percent")) {
    if (*percent < 0 || *percent > 100) inside.note("largest_share_percent", "a whole number from 0 to 100");
    out.largest_share = static_cast<double>(*percent) / 100;
  }
  inside.done();
  return out;
}

std::optional<privacy::Precision> precision_of(config::Table& table) {
  if (!table.has("precision")) return std::nullopt;
  using enum privacy::Precision;
  return chosen<privacy::Precision>(table, "precision",
                                    {{"exact", exact},
                                     {"address", address},
                                     {"pc6", pc6},
                                     {"pc4", pc4},
                                     {"neighbourhood", neighbourhood},
                                     {"district", district},
                                     {"municipality", municipality}});
}

privacy::Column judged_column(config::Table& table) {
  privacy::Column out;
  using enum privacy::Classification;
  out.classification = chosen<privacy::Classification>(table, "class",
                                                       {{"undecided", undecided},
                                                        {"open", open},
                                                        {"internal", internal},
                                                        {"personal", personal},
                                                        {"special-personal", special_personal},
                                                        {"confidential", confidential}});
  out.reason = table.text_or("reason", "");
  using enum privacy::Kind;
  out.kind = chosen<privacy::Kind>(table, "kind",
                                   {{"free-text", free_text},
                                    {"measure", measure},
                                    {"category", category},
                                    {"thing-id", thing_id},
                                    {"date", date},
                                    {"location", location}});
  out.precision = precision_of(table);
  using enum privacy::Counted;
  out.counts = chosen<privacy::Counted>(
      table, "counts",
      {{"nothing", nothing}, {"things", things}, {"persons", persons}, {"households", households}, {"firms", firms}},
      "nothing");
  using enum privacy::Role;
  out.role = chosen<privacy::Role>(
      table, "role", {{"plain", plain}, {"quasi-identifier", quasi_identifier}, {"sensitive", sensitive}}, "plain");
  out.reviewed_by = table.text_or("reviewed_by", "");
  return out;
}

void read_column(config::Table& table, Declaration& out) {
  privacy::Column judged = judged_column(table);
  releases::Column column;
  column.name = table.text("name");
  column.meaning = table.bilingual("meaning");
  column.type = type_of(table.word("type", type_words()));
  column.unit = table.text_or("unit", "");
  if (table.has("vocabulary")) column.vocabulary = table.texts("vocabulary");
  if (!fits(releases::Type::text, column.name)) table.note("name", "no control characters in the name of a column");
  const std::string reviewed_sha256 = table.text_or("reviewed_sha256", "");
  table.done();
  judged.name = column.name;
  if (!trim(judged.reviewed_by).empty()) out.reviews.push_back({column.name, judged.reviewed_by, reviewed_sha256});
  judged.meaning = column.meaning.nl;
  judged.vocabulary = column.vocabulary;
  out.columns.push_back(std::move(column));
  out.set.columns.push_back(std::move(judged));
}

std::optional<Measured> measured_of(config::Table& table, const std::string& source) {
  if (source != "measured") return std::nullopt;
  config::Table inside = table.table("measured");
  Measured out;
  out.properties = inside.texts("properties");
  using enum Measured::Statistic;
  out.statistic = chosen<Measured::Statistic>(inside, "statistic", {{"mean", mean}, {"sum", sum}, {"people", people}});
  const std::int64_t days = inside.integer_if("days").value_or(365);
  if (days < 1 || days > 3'660) inside.note("days", "between 1 and 3660");
  out.days = static_cast<int>(std::clamp<std::int64_t>(days, 1, 3'660));
  inside.done();
  return out;
}

std::optional<FileForm> file_of(config::Table& table, const std::string& source) {
  if (source != "file" && source != "harvest") return std::nullopt;
  config::Table inside = table.table("file");
  FileForm out;
  out.encoding = chosen<FileForm::Encoding>(
      inside, "encoding", {{"utf-8", FileForm::Encoding::utf8}, {"windows-1252", FileForm::Encoding::windows_1252}});
  const std::string separator = inside.word("separator", {",", ";", "\t", "|"});
  if (!separator.empty()) out.separator = separator[0];
  out.decimal = chosen<FileForm::Decimal>(inside, "decimal",
                                          {{"point", FileForm::Decimal::point}, {"comma", FileForm::Decimal::comma}});
  out.days =
      chosen<FileForm::Days>(inside, "days", {{"iso", FileForm::Days::iso}, {"day-first", FileForm::Days::day_first}});
  out.properties = chosen<FileForm::Properties>(
      inside, "properties", {{"refuse", FileForm::Properties::refuse}, {"leave-out", FileForm::Properties::leave_out}},
      "refuse");
  const std::int64_t section = inside.integer_if("section").value_or(1);
  if (section < 1 || section > 100) inside.note("section", "which table of the file, from 1 to 100");
  out.section = static_cast<int>(std::clamp<std::int64_t>(section, 1, 100));
  inside.done();
  return out;
}

// One column of shapes at most; it is named, says where it lies and how precisely, and stands alone.
void check_shapes(config::Table& table, const Declaration& declaration) {
  const releases::Description& words = declaration.words;
  if (!words.shape_column.empty() && (!words.longitude_column.empty() || !words.latitude_column.empty()))
    table.note("shape", "name a column of shapes or the two columns with degrees, not both");
  int shapes = 0;
  for (std::size_t i = 0; i < declaration.columns.size(); ++i) {
    const releases::Column& column = declaration.columns[i];
    const std::string quoted = "\"" + column.name + "\"";
    const bool is_named = column.name == words.shape_column, is_shape = column.type == releases::Type::shape;
    if (is_named && !is_shape) table.note("column", quoted + " holds shapes: give it type \"shape\"");
    if (!is_shape) continue;
    if (++shapes == 2) table.note("column", "one column of shapes at most: make a set of its own of the other");
    if (words.shape_column.empty()) table.note("shape", quoted + " holds shapes: write shape = " + quoted);
    const privacy::Column& judged = declaration.set.columns.at(i);
    if (judged.kind != privacy::Kind::location)
      table.note("column", quoted + " holds shapes: give it kind \"location\"");
    if (!judged.precision) table.note("column", quoted + " holds shapes: say how precise they are with precision");
  }
}

void check_column_names(config::Table& table, const Declaration& declaration) {
  std::set<std::string_view> names;
  for (const releases::Column& column : declaration.columns)
    if (!names.insert(column.name).second) table.note("column", "two columns are called \"" + column.name + "\"");
  const releases::Description& words = declaration.words;
  const std::pair<std::string_view, const std::string&> pointers[] = {{"longitude", words.longitude_column},
                                                                      {"latitude", words.latitude_column},
                                                                      {"shape", words.shape_column},
                                                                      {"time", words.time_column}};
  for (const auto& [key, name] : pointers)
    if (!name.empty() && !names.contains(name)) table.note(key, "there is no column \"" + name + "\"");
  for (const releases::Column& column : declaration.columns) {
    const bool is_degrees = column.name == words.longitude_column || column.name == words.latitude_column;
    if (is_degrees && column.type != releases::Type::decimal)
      table.note("column", "\"" + column.name + "\" holds degrees: give it type \"decimal\"");
    // GeoParquet adds a column of that name.
    const bool has_geometry = !words.longitude_column.empty() || !words.shape_column.empty();
    if (has_geometry && column.name != words.shape_column && fold(column.name) == "geometry")
      table.note("column", "choose another name than \"geometry\"");
  }
  if (words.longitude_column.empty() != words.latitude_column.empty())
    table.note("latitude", "name both columns with degrees, or neither");
  check_shapes(table, declaration);
  if (declaration.columns.empty()) table.note("column", "declare every column; one that is not declared is not open");
}

bool is_slug(std::string_view text) {
  return !text.empty() && text.size() <= 80 && text[0] >= 'a' && text[0] <= 'z' &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

// Names that pages have already, on the portal and at the workplace: a set of that name could not be reached.
bool is_taken(std::string_view slug) {
  static constexpr std::array<std::string_view, 6> taken{"catalog", "concept",       "nieuw",
                                                         "oogst",   "ontwikkelaars", "sleutels"};
  return std::find(taken.begin(), taken.end(), slug) != taken.end();
}

// What stands in the object; problems with the name are told as well.
Declaration declared_in(const json::Object& object, const std::string& slug, std::string sha256,
                        config::Problems& problems) {
  const std::string file = slug + ".toml";
  Declaration out;
  out.slug = slug;
  out.sha256 = std::move(sha256);
  if (!is_slug(slug)) problems.push_back({file, "", "name the file with lower-case letters, digits and \"-\""});
  if (is_taken(slug))
    problems.push_back({file, "slug", "a page is called \"" + slug + "\" already: give the file another name"});
  config::Table table(object, file, "", problems);
  read_words(table, out);
  out.source = table.text("source");
  out.measured = measured_of(table, out.source);
  out.file = file_of(table, out.source);
  if (out.file && out.file->properties == FileForm::Properties::leave_out)
    out.lost.push_back({"De eigenschappen van het document, zoals de naam van de maker, zijn weggelaten.",
                        "The properties of the document, such as the name of its maker, were left out."});
  out.set.subject = subject_of(table);
  out.set.firms = table.boolean_or("legal_persons_only", false) ? privacy::FirmForm::legal_persons_only
                                                                : privacy::FirmForm::unknown;
  out.set.aggregation = aggregation_of(table);
  for (config::Table& column : table.tables("column")) read_column(column, out);
  check_column_names(table, out);
  if (out.file && !out.words.shape_column.empty())
    out.lost.push_back(
        {"Vormen staan op zeven decimalen (een centimeter). Hoogten, als die er waren, zijn weggelaten.",
         "Shapes are given to seven decimals (a centimetre). Heights, if there were any, were left out."});
  table.done();
  return out;
}

// A file says it for ever, and rows that come later were read by nobody.
void check_reviews(const Declaration& declaration, config::Problems& problems) {
  const std::string file = declaration.slug + ".toml";
  for (const Review& review : declaration.reviews) {
    if (declaration.set.refresh != privacy::Refresh::never)
      problems.push_back({file, "reviewed_by",
                          "a set that refreshes cannot say that \"" + review.column +
                              "\" was read: give it a vocabulary, leave it out, or write refresh = \"never\""});
    if (review.sha256.size() != 64)
      problems.push_back(
          {file, "reviewed_sha256", "say which cells of \"" + review.column + "\" were read (docs/dataset-format.md)"});
  }
}

}  // namespace

bool is_set_name(std::string_view slug) {
  return is_slug(slug) && !is_taken(slug);
}

Declaration read_declaration(std::string_view text, const std::string& slug, config::Problems& problems) {
  const auto object = config::parse_toml(text);
  if (object) {
    Declaration out = declared_in(*object, slug, hex(crypto::sha256(text)), problems);
    check_reviews(out, problems);
    return out;
  }
  problems.push_back({slug + ".toml", "", object.error().detail});
  Declaration out;
  out.slug = slug;
  return out;
}

Declaration declaration_from(const json::Object& object, const std::string& slug, config::Problems& problems) {
  return declared_in(object, slug, hex(crypto::sha256(json::write_canonical(object))), problems);
}

const Declaration* Declarations::find(std::string_view slug) const {
  const auto found = std::find_if(sets.begin(), sets.end(), [&](const Declaration& d) { return d.slug == slug; });
  return found == sets.end() ? nullptr : &*found;
}

Declarations load_declarations(const std::string& folder) {
  Declarations out;
  for (const config::NamedText& file : config::read_folder(folder, out.problems)) {
    const std::size_t before = out.problems.size();
    Declaration declaration = read_declaration(file.text, file.name, out.problems);
    if (out.problems.size() == before) out.sets.push_back(std::move(declaration));
  }
  return out;
}

}  // namespace sas::opendata
