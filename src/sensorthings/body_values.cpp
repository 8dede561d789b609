#include "sensorthings/body_values.h"

#include "base/text.h"
#include "sensing/registry_rows.h"
#include "sensorthings/geometry.h"
#include "sensorthings/json_cursor.h"
#include "sensorthings/json_text.h"
#include "sensorthings/times.h"

namespace sas::sensorthings {
namespace {

constexpr std::size_t longest_text = 10'000;
constexpr std::size_t longest_json = 200'000;

tl::unexpected<Error> wrong(const Property& property, std::string_view expected) {
  return fail(ErrorKind::invalid, "body-invalid", std::string(property.name) + ": expected " + std::string(expected));
}

bool says_geojson(const json::Object& body) {
  const std::string encoding = json::text_at(body, "encodingType");
  return encoding == "application/geo+json" || encoding == "application/vnd.geo+json";
}

Result<store::Value> text(const Property& property, const json::Value& value) {
  if (!value.is_string()) return wrong(property, "a text");
  std::string out(value.get_string());
  if (out.size() > longest_text) return wrong(property, "at most 10000 bytes");
  // Well-formed by the parser; a NUL by escape is no text to either store.
  if (!is_utf8(out)) return wrong(property, "a text without NUL");
  return store::Value(std::move(out));
}

Result<store::Value> json_column(const Property& property, const json::Value& value) {
  std::string out = json_text(value);
  if (out.size() > longest_json) return wrong(property, "at most 200000 bytes");
  // A number such as 1e999 became infinite on the way in, and JSON has no word for that.
  JsonCursor in(out);
  std::string_view whole;
  if (!in.value(whole)) return wrong(property, "JSON at most 32 deep, with numbers that fit");
  return store::Value(std::move(out));
}

}  // namespace

Result<store::Value> column_value(const Property& property, const json::Value* value, const json::Object& body) {
  if (value == nullptr || value->is_null()) {
    if (property.need == Need::required) return wrong(property, "a value");
    return store::Value(nullptr);
  }
  switch (property.shape) {
    case Shape::text:
      return text(property, *value);
    case Shape::object:
      if (!value->is_object()) return wrong(property, "an object");
      return json_column(property, *value);
    case Shape::geometry: {
      Result<store::Value> out = json_column(property, *value);
      if (!out || (!says_geojson(body) && body.contains("encodingType"))) return out;
      if (!geometry_from_geojson(std::get<std::string>(*out))) return wrong(property, "GeoJSON, longitude first");
      return out;
    }
    case Shape::json:
      return json_column(property, *value);
    case Shape::time: {
      if (!value->is_string()) return wrong(property, "a time as in 2026-04-03T10:15:30Z");
      const auto time = parse_moment(std::string_view(value->get_string()));
      if (!time) return wrong(property, "a time as in 2026-04-03T10:15:30Z");
      return store::Value(micros(*time));
    }
    case Shape::computed:
    case Shape::lake:
      break;
  }
  return wrong(property, "nothing: the service tells it");
}

void add_kind(sensing::Columns& columns) {
  using Kind = sensing::SeriesDescription::Kind;
  sensing::Columns more;
  for (const auto& [name, value] : columns) {
    if (name == "observation_type") {
      Kind kind = Kind::json;
      for (const Kind each : {Kind::measurement, Kind::count, Kind::category, Kind::truth})
        if (std::get<std::string>(value) == sensing::observation_type(each)) kind = each;
      more.emplace_back("kind", std::string(sensing::to_text(kind)));
    }
    if (name == "unit") {
      const Result<json::Value> unit = json::parse(std::get<std::string>(value));
      more.emplace_back("unit_symbol",
                        unit && unit->is_object() ? json::text_at(unit->get_object(), "symbol") : std::string());
    }
  }
  columns.insert(columns.end(), more.begin(), more.end());
}

std::size_t size_of_list(const json::Object& body, std::string_view name) {
  const json::Value* list = body.if_contains(name);
  return list == nullptr || !list->is_array() ? 0 : list->get_array().size();
}

}  // namespace sas::sensorthings
