#include "releases/release.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "releases/record_fields.h"

namespace sas::releases {
namespace {

// What is signed says what it is, so that a signature over one kind of text is never one over another.
constexpr std::string_view kReleaseKind = "sassenpoort.release.1";
constexpr std::string_view kTombstoneKind = "sassenpoort.tombstone.1";

constexpr std::array<std::pair<Type, std::string_view>, 7> kTypes{{{Type::text, "text"},
                                                                   {Type::integer, "integer"},
                                                                   {Type::decimal, "decimal"},
                                                                   {Type::date, "date"},
                                                                   {Type::moment, "moment"},
                                                                   {Type::truth, "truth"},
                                                                   {Type::shape, "shape"}}};

std::string_view name_of(Type type) {
  return std::find_if(kTypes.begin(), kTypes.end(), [&](const auto& known) { return known.first == type; })->second;
}

json::Object to_json(const Bilingual& text) {
  return {{"nl", text.nl}, {"en", text.en}};
}

template <typename Items, typename Make>
json::Array many(const Items& items, Make make) {
  json::Array out;
  for (const auto& item : items) out.emplace_back(make(item));
  return out;
}

json::Array to_json(const std::vector<Bilingual>& texts) {
  return many(texts, [](const Bilingual& text) { return to_json(text); });
}

json::Array to_json(const std::vector<std::string>& texts) {
  return many(texts, [](const std::string& text) { return json::Value(text); });
}

void put(json::Object& out, std::string_view key, const std::string& text) {
  if (!text.empty()) out[key] = text;
}

void put(json::Object& out, std::string_view key, const Bilingual& text) {
  if (!text.empty()) out[key] = to_json(text);
}

// Degrees as text with six decimals (a tenth of a metre): canonical JSON has no floating point here.
std::string degrees(double value) {
  return fmt::format("{:.6f}", value);
}

json::Object to_json(const Extent& extent) {
  return {{"west", degrees(extent.west)},
          {"south", degrees(extent.south)},
          {"east", degrees(extent.east)},
          {"north", degrees(extent.north)}};
}

json::Object to_json(const Description& d) {
  json::Object out{{"title", to_json(d.title)},
                   {"summary", to_json(d.summary)},
                   {"keywords", to_json(d.keywords)},
                   {"owner", d.owner},
                   {"contact", d.contact},
                   {"licence", d.licence},
                   {"themes", to_json(d.themes)},
                   {"refresh", d.refresh},
                   {"source", to_json(d.source)}};
  put(out, "high_value", d.high_value);
  if (d.extent) out["extent"] = to_json(*d.extent);
  if (d.from) out["from"] = format_iso_date(*d.from);
  if (d.until) out["until"] = format_iso_date(*d.until);
  put(out, "longitude_column", d.longitude_column);
  put(out, "latitude_column", d.latitude_column);
  put(out, "shape_column", d.shape_column);
  put(out, "time_column", d.time_column);
  return out;
}

json::Object to_json(const Column& column) {
  json::Object out{{"name", column.name}, {"meaning", to_json(column.meaning)}, {"type", name_of(column.type)}};
  put(out, "unit", column.unit);
  if (!column.vocabulary.empty()) out["vocabulary"] = to_json(column.vocabulary);
  return out;
}

json::Object to_json(const File& file) {
  return {{"format", file.format},
          {"media_type", file.media_type},
          {"sha256", file.sha256},
          {"bytes", static_cast<std::int64_t>(file.bytes)}};
}

json::Object to_json(const Scan& scan) {
  return {{"rule_set", scan.rule_set},
          {"at", format_iso_instant(scan.at)},
          {"rows", static_cast<std::int64_t>(scan.rows)},
          {"cells", static_cast<std::int64_t>(scan.cells)},
          {"bytes", static_cast<std::int64_t>(scan.bytes)},
          {"declaration_sha256", scan.declaration_sha256},
          {"singling_out", to_json(scan.singling_out)},
          {"linking", to_json(scan.linking)},
          {"inference", to_json(scan.inference)}};
}

std::optional<double> degrees_in(RecordFields& fields, std::string_view key, double limit) {
  const auto value = parse_double(fields.text_or_empty(key));
  if (value && *value >= -limit && *value <= limit) return value;
  fields.note(key);
  return std::nullopt;
}

std::optional<Extent> extent_from(RecordFields fields) {
  const auto west = degrees_in(fields, "west", 180), east = degrees_in(fields, "east", 180);
  const auto south = degrees_in(fields, "south", 90), north = degrees_in(fields, "north", 90);
  if (!west || !east || !south || !north) return std::nullopt;
  if (*west > *east) fields.note("east");
  if (*south > *north) fields.note("north");
  return Extent{*west, *south, *east, *north};
}

Description description_from(RecordFields fields) {
  Description out;
  out.title = fields.bilingual("title");
  out.summary = fields.bilingual("summary");
  out.keywords = fields.bilinguals("keywords");
  out.owner = fields.text("owner");
  out.contact = fields.text("contact");
  out.licence = fields.text("licence");
  if (out.licence != "CC0-1.0" && out.licence != "CC-BY-4.0") fields.note("licence");
  out.themes = fields.texts("themes");
  out.high_value = fields.text_or_empty("high_value");
  out.refresh = fields.text("refresh");
  if (fields.has("extent")) out.extent = extent_from(fields.object("extent"));
  out.from = fields.date_if("from");
  out.until = fields.date_if("until");
  out.source = fields.bilingual("source");
  out.longitude_column = fields.text_or_empty("longitude_column");
  out.latitude_column = fields.text_or_empty("latitude_column");
  out.shape_column = fields.text_or_empty("shape_column");
  out.time_column = fields.text_or_empty("time_column");
  if (out.longitude_column.empty() != out.latitude_column.empty()) fields.note("latitude_column");
  if (!out.shape_column.empty() && !out.longitude_column.empty()) fields.note("shape_column");
  return out;
}

Column column_from(RecordFields fields) {
  Column out;
  out.name = fields.text("name");
  out.meaning = fields.bilingual("meaning");
  const std::string type = fields.text("type");
  const auto known = std::find_if(kTypes.begin(), kTypes.end(), [&](const auto& one) { return one.second == type; });
  if (known != kTypes.end())
    out.type = known->first;
  else
    fields.note("type");
  out.unit = fields.text_or_empty("unit");
  out.vocabulary = fields.texts("vocabulary");
  return out;
}

File file_from(RecordFields fields) {
  return {fields.text("format"), fields.text("media_type"), fields.sha256("sha256"), fields.count("bytes")};
}

Scan scan_from(RecordFields fields) {
  Scan out;
  out.rule_set = fields.text("rule_set");
  out.at = fields.instant("at");
  out.rows = fields.count("rows");
  out.cells = fields.count("cells");
  out.bytes = fields.count("bytes");
  out.declaration_sha256 = fields.sha256("declaration_sha256");
  out.singling_out = fields.texts("singling_out");
  out.linking = fields.texts("linking");
  out.inference = fields.texts("inference");
  return out;
}

std::string dataset_from(RecordFields& fields) {
  std::string name = fields.text("dataset");
  if (!is_dataset_name(name)) fields.note("dataset");
  return name;
}

template <typename Items, typename Key>
bool are_different(const Items& items, Key key) {
  std::set<std::string_view> seen;
  return std::all_of(items.begin(), items.end(), [&](const auto& item) { return seen.insert(key(item)).second; });
}

// One column of shapes at most, and then the description names it.
bool is_shape_named(const Release& release) {
  std::vector<std::string> shapes;
  for (const Column& column : release.columns)
    if (column.type == Type::shape) shapes.push_back(column.name);
  if (shapes.empty()) return release.description.shape_column.empty();
  return shapes.size() == 1 && shapes.front() == release.description.shape_column;
}

void check_whole(RecordFields& fields, const Release& release) {
  if (release.columns.empty() ||
      !are_different(release.columns, [](const Column& c) -> std::string_view { return c.name; }))
    fields.note("columns");
  if (release.files.empty() ||
      !are_different(release.files, [](const File& f) -> std::string_view { return f.format; }))
    fields.note("files");
  if (!is_shape_named(release)) fields.note("description.shape_column");
  if (!release.previous.empty() && !is_sha256(release.previous)) fields.note("previous");
  if (release.previous.empty() != (release.number == 1)) fields.note("previous");
}

template <typename T>
Result<T> unless_wrong(T value, std::vector<FieldError> wrong) {
  if (wrong.empty()) return value;
  return fail(Error{ErrorKind::invalid, "release-invalid", wrong.front().field, std::move(wrong)});
}

}  // namespace

json::Object to_json(const Release& release) {
  json::Object out{
      {"kind", kReleaseKind},
      {"dataset", release.dataset},
      {"number", release.number},
      {"at", format_iso_instant(release.at)},
      {"description", to_json(release.description)},
      {"columns", many(release.columns, [](const Column& c) { return to_json(c); })},
      {"rows", static_cast<std::int64_t>(release.rows)},
      {"files", many(release.files, [](const File& f) { return to_json(f); })},
      {"scan", to_json(release.scan)},
      {"approved_by", release.approved_by},
      {"lost", to_json(release.lost)},
      {"ledger_seq", release.ledger_seq},
  };
  put(out, "changed", release.changed);
  put(out, "previous", release.previous);
  return out;
}

json::Object to_json(const Tombstone& tombstone) {
  return {{"kind", kTombstoneKind},
          {"dataset", tombstone.dataset},
          {"number", tombstone.number},
          {"at", format_iso_instant(tombstone.at)},
          {"reason", to_json(tombstone.reason)},
          {"withdrawn_by", tombstone.withdrawn_by},
          {"ledger_seq", tombstone.ledger_seq}};
}

Result<Release> release_from(const json::Object& object) {
  std::vector<FieldError> wrong;
  RecordFields fields(object, "", wrong);
  if (fields.text("kind") != kReleaseKind) fields.note("kind");
  Release out;
  out.dataset = dataset_from(fields);
  out.number = fields.integer("number", 1);
  out.at = fields.instant("at");
  out.description = description_from(fields.object("description"));
  for (RecordFields& column : fields.objects("columns")) out.columns.push_back(column_from(column));
  out.rows = fields.count("rows");
  for (RecordFields& file : fields.objects("files")) out.files.push_back(file_from(file));
  out.scan = scan_from(fields.object("scan"));
  out.approved_by = fields.text("approved_by");
  out.lost = fields.bilinguals("lost");
  out.changed = fields.bilingual_or_empty("changed");
  out.previous = fields.text_or_empty("previous");
  out.ledger_seq = fields.integer("ledger_seq", 0);
  check_whole(fields, out);
  return unless_wrong(std::move(out), std::move(wrong));
}

Result<Tombstone> tombstone_from(const json::Object& object) {
  std::vector<FieldError> wrong;
  RecordFields fields(object, "", wrong);
  if (fields.text("kind") != kTombstoneKind) fields.note("kind");
  Tombstone out;
  out.dataset = dataset_from(fields);
  out.number = fields.integer("number", 1);
  out.at = fields.instant("at");
  out.reason = fields.bilingual("reason");
  out.withdrawn_by = fields.text("withdrawn_by");
  out.ledger_seq = fields.integer("ledger_seq", 0);
  return unless_wrong(std::move(out), std::move(wrong));
}

const File* find_file(const Release& release, std::string_view format) {
  const auto found =
      std::find_if(release.files.begin(), release.files.end(), [&](const File& file) { return file.format == format; });
  return found == release.files.end() ? nullptr : &*found;
}

}  // namespace sas::releases
