#include "feeds/mapping.h"

#include <algorithm>
#include <array>

#include "feeds/json_cell.h"
#include "feeds/keys.h"
#include "feeds/mapped_rows.h"
#include "feeds/people_counts.h"
#include "feeds/units.h"
#include "feeds/zones.h"
#include "sensing/privacy_door.h"

namespace sas::feeds {
namespace {

tl::unexpected<Error> wrong(std::string member) {
  return fail(Error{ErrorKind::invalid, "mapping-invalid", member, {{member, "mapping-invalid"}}});
}

template <typename T>
struct Name {
  std::string_view name;
  T value;
};

constexpr std::array shapes{Name<TimeShape>{"iso", TimeShape::iso}, Name<TimeShape>{"dmy", TimeShape::dmy},
                            Name<TimeShape>{"epoch_s", TimeShape::epoch_s},
                            Name<TimeShape>{"epoch_ms", TimeShape::epoch_ms}};
using Kind = MappedColumn::Kind;
constexpr std::array kinds{Name<Kind>{"measurement", Kind::measurement}, Name<Kind>{"count", Kind::count},
                           Name<Kind>{"category", Kind::category}};

template <typename T, std::size_t N>
std::optional<T> value_of(const std::array<Name<T>, N>& names, std::string_view name) {
  for (const Name<T>& one : names)
    if (one.name == name) return one.value;
  return std::nullopt;
}

template <typename T, std::size_t N>
std::string name_of(const std::array<Name<T>, N>& names, T value) {
  for (const Name<T>& one : names)
    if (one.value == value) return std::string(one.name);
  return {};
}

// The first member that is not among these; empty when all are.
template <std::size_t N>
std::string unknown_member(const json::Object& o, const std::array<std::string_view, N>& known) {
  for (const auto& member : o)
    if (std::find(known.begin(), known.end(), std::string_view(member.key())) == known.end())
      return std::string(member.key());
  return {};
}

bool optional_number(const json::Object& o, std::string_view key, std::optional<double>& to) {
  const json::Value* value = o.if_contains(key);
  if (value == nullptr || value->is_null()) return true;
  if (!value->is_number()) return false;
  to = value->to_number<double>();
  return true;
}

Result<MappedColumn> column_from(const json::Object& o) {
  constexpr std::array<std::string_view, 7> known{"column", "property", "unit", "kind", "min", "max", "missing"};
  if (const std::string member = unknown_member(o, known); !member.empty()) return wrong("columns." + member);
  MappedColumn out;
  out.column = json::text_at(o, "column");
  out.property = json::text_at(o, "property");
  out.unit = json::text_at(o, "unit");
  if (out.column.empty()) return wrong("columns.column");
  if (key_part(out.property).empty()) return wrong("columns.property");
  // A column that tells of a person or their device has no place in a mapping, whatever it holds.
  if (sensing::unwelcome_in(json::Value(json::Object{{out.column, true}, {out.property, true}})))
    return wrong("columns.column");
  if (!out.unit.empty() && !unit_of(out.unit)) return wrong("columns.unit");
  const std::string kind = json::text_at(o, "kind");
  const auto found = value_of(kinds, kind.empty() ? "measurement" : kind);
  if (!found) return wrong("columns.kind");
  out.kind = *found;
  // Left as a measurement it would come in for each moment; as a count the intake wants a bin of five minutes or more.
  const bool bare = out.unit.empty() || unit_of(out.unit)->definition == units::number.definition;
  if (out.kind == Kind::measurement && bare && (counts_people(out.column) || counts_people(out.property)))
    out.kind = Kind::count;
  if (!optional_number(o, "min", out.min) || !optional_number(o, "max", out.max)) return wrong("columns.min");
  if (const json::Array* missing = array_at(o, "missing"))
    for (const json::Value& one : *missing) {
      if (!one.is_string()) return wrong("columns.missing");
      out.missing.emplace_back(one.get_string());
    }
  return out;
}

std::optional<char> one_of(const json::Object& o, std::string_view key, char otherwise, std::string_view allowed) {
  const std::string text = json::text_at(o, key);
  if (text.empty()) return otherwise;
  if (text.size() != 1 || allowed.find(text[0]) == std::string_view::npos) return std::nullopt;
  return text[0];
}

}  // namespace

Result<Mapping> mapping_from(std::string_view text) {
  constexpr std::array<std::string_view, 14> known{
      "name",        "title",      "source",           "licence",      "zone",     "separator", "decimal",
      "time_column", "time_shape", "interval_seconds", "thing_column", "x_column", "y_column",  "columns"};
  const auto document = json::parse(text);
  if (!document || !document->is_object()) return wrong("json");
  const json::Object& o = document->get_object();
  if (const std::string member = unknown_member(o, known); !member.empty()) return wrong(member);
  Mapping out;
  out.name = json::text_at(o, "name");
  out.title = json::text_at(o, "title");
  out.source = json::text_at(o, "source");
  out.licence = json::text_at(o, "licence");
  if (out.name.empty() || key_part(out.name) != out.name) return wrong("name");
  if (out.title.empty()) return wrong("title");
  if (out.source.empty()) return wrong("source");
  if (const std::string zone = json::text_at(o, "zone"); !zone.empty()) out.zone = zone;
  if (!Zone::named(out.zone)) return wrong("zone");
  const auto separator = one_of(o, "separator", ';', ";,\t|"), decimal = one_of(o, "decimal", ',', ",.");
  if (!separator) return wrong("separator");
  if (!decimal) return wrong("decimal");
  out.separator = *separator;
  out.decimal = *decimal;
  out.time_column = json::text_at(o, "time_column");
  if (out.time_column.empty()) return wrong("time_column");
  const auto shape = value_of(shapes, json::text_at(o, "time_shape"));
  if (!shape) return wrong("time_shape");
  out.time_shape = *shape;
  if (const std::int64_t seconds = json::int_at(o, "interval_seconds", 0); seconds != 0) {
    if (seconds < 0 || seconds > 366 * 86'400) return wrong("interval_seconds");
    out.interval = std::chrono::seconds{seconds};
  }
  out.thing_column = json::text_at(o, "thing_column");
  out.x_column = json::text_at(o, "x_column");
  out.y_column = json::text_at(o, "y_column");
  if (out.x_column.empty() != out.y_column.empty()) return wrong("y_column");
  const json::Array* columns = array_at(o, "columns");
  if (columns == nullptr || columns->empty() || columns->size() > 200) return wrong("columns");
  for (const json::Value& one : *columns) {
    if (!one.is_object()) return wrong("columns");
    auto column = column_from(one.get_object());
    if (!column) return fail(std::move(column));
    const bool again = std::any_of(out.columns.begin(), out.columns.end(), [&](const MappedColumn& other) {
      return key_part(other.property) == key_part(column->property);
    });
    if (again) return wrong("columns.property");
    out.columns.push_back(*std::move(column));
  }
  return out;
}

std::string to_json(const Mapping& m) {
  json::Array columns;
  for (const MappedColumn& c : m.columns) {
    json::Object o{{"column", c.column}, {"property", c.property}, {"unit", c.unit}, {"kind", name_of(kinds, c.kind)}};
    if (c.min) o["min"] = *c.min;
    if (c.max) o["max"] = *c.max;
    if (!c.missing.empty()) {
      json::Array missing;
      for (const std::string& one : c.missing) missing.emplace_back(one);
      o["missing"] = std::move(missing);
    }
    columns.emplace_back(std::move(o));
  }
  json::Object out{{"name", m.name},
                   {"title", m.title},
                   {"source", m.source},
                   {"licence", m.licence},
                   {"zone", m.zone},
                   {"separator", std::string(1, m.separator)},
                   {"decimal", std::string(1, m.decimal)},
                   {"time_column", m.time_column},
                   {"time_shape", name_of(shapes, m.time_shape)},
                   {"thing_column", m.thing_column},
                   {"x_column", m.x_column},
                   {"y_column", m.y_column},
                   {"columns", std::move(columns)}};
  if (m.interval) out["interval_seconds"] = m.interval->count();
  return json::write(out);
}

Result<Done> read_mapped_csv(const Mapping& mapping, Lines& lines, Sink& sink) {
  auto rows = MappedRows::make(mapping, sink);
  if (!rows) return fail(std::move(rows));
  const auto header = header_line(lines);
  if (!header) return fail(header.error());
  FieldSplitter names(mapping.separator);
  if (!names.split(*header)) return fail(ErrorKind::invalid, "header-unknown", "a quote in the header is not closed");
  std::map<std::string, std::size_t, std::less<>> places;
  for (std::size_t i = 0; i < names.size(); ++i) places.emplace(strip(names[i]), i);
  std::vector<std::string> wanted{mapping.time_column};
  for (const std::string* one : {&mapping.thing_column, &mapping.x_column, &mapping.y_column})
    if (!one->empty()) wanted.push_back(*one);
  for (const MappedColumn& column : mapping.columns) wanted.push_back(column.column);
  for (const std::string& one : wanted)
    if (!places.contains(one)) return fail(ErrorKind::invalid, "column-missing", one);
  const std::size_t count = names.size();
  return read_rows(lines, mapping.separator, sink,
                   [&](const FieldSplitter& f, std::vector<Reading>& out) -> std::optional<Rejection> {
                     if (f.size() != count) return no("", "columns-wrong");
                     return rows->read([&](std::string_view column) { return f[places.find(column)->second]; },
                                       std::nullopt, out);
                   });
}

void save_mapping(store::WriteTx& tx, const Clock& clock, const Mapping& mapping) {
  tx.execute(
      "INSERT INTO feed_mapping (name, body, updated_at) VALUES ($1, $2, $3) "
      "ON CONFLICT (name) DO UPDATE SET body = excluded.body, updated_at = excluded.updated_at",
      {mapping.name, to_json(mapping), to_millis(clock.now())});
}

std::optional<Mapping> mapping_named(store::ReadTx& tx, std::string_view name) {
  const auto row = tx.query_one("SELECT body FROM feed_mapping WHERE name = $1", {std::string(name)});
  if (!row) return std::nullopt;
  return mapping_from(row->text(0)).value();
}

std::vector<Mapping> all_mappings(store::ReadTx& tx) {
  std::vector<Mapping> out;
  for (const store::Row& row : tx.query("SELECT body FROM feed_mapping ORDER BY name"))
    out.push_back(mapping_from(row.text(0)).value());
  return out;
}

}  // namespace sas::feeds
