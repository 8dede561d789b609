#include "sensing/register_rows.h"

#include <fmt/format.h>

#include "base/csv.h"
#include "lake/moment.h"

namespace sas::sensing {
namespace {

json::Value text_or_null(const std::string& text) {
  return text.empty() ? json::Value(nullptr) : json::Value(text);
}

json::Value number_or_null(const std::optional<double>& value) {
  return value ? json::number(*value) : json::Value(nullptr);
}

std::vector<std::pair<std::string_view, json::Value>> cells(const RegisterRow& row) {
  const SeriesCard& card = row.card;
  const auto* d = row.declaration ? &*row.declaration : nullptr;
  const auto said = [&](std::string Declaration::*field) { return d ? text_or_null(d->*field) : json::Value(nullptr); };
  std::vector<std::pair<std::string_view, json::Value>> out;
  out.emplace_back("series", static_cast<std::int64_t>(card.series.id));
  out.emplace_back("thing", card.thing_name);
  out.emplace_back("name", card.series.name);
  out.emplace_back("property", text_or_null(card.property_definition));
  out.emplace_back("unit", text_or_null(card.series.unit_symbol));
  out.emplace_back("sensor", card.sensor_name);
  out.emplace_back("owner", d ? json::Value(to_text(d->owner)) : json::Value(nullptr));
  out.emplace_back("owner_name", said(&Declaration::owner_name));
  out.emplace_back("contact", said(&Declaration::contact));
  out.emplace_back("purpose", said(&Declaration::purpose));
  out.emplace_back("legal_basis", said(&Declaration::legal_basis));
  out.emplace_back("leaves_device", said(&Declaration::leaves_device));
  out.emplace_back("dpia", said(&Declaration::dpia_url));
  out.emplace_back("starts", d ? json::Value(format_iso_date(d->starts)) : json::Value(nullptr));
  out.emplace_back("ends", d && d->ends ? json::Value(format_iso_date(*d->ends)) : json::Value(nullptr));
  out.emplace_back("retention", card.series.retention);
  out.emplace_back("licence", text_or_null(card.licence));
  out.emplace_back("place", d && d->shown == Declaration::Shown::coarse ? "coarse" : "exact");
  out.emplace_back("longitude", number_or_null(card.longitude));
  out.emplace_back("latitude", number_or_null(card.latitude));
  out.emplace_back("state", to_text(row.fresh.state));
  out.emplace_back("last", row.fresh.last ? json::Value(lake::format_moment(*row.fresh.last)) : json::Value(nullptr));
  return out;
}

}  // namespace

std::string register_json(const std::vector<RegisterRow>& rows) {
  json::Array out;
  for (const RegisterRow& row : rows) {
    json::Object one;
    for (auto& [name, value] : cells(row)) one[name] = std::move(value);
    out.push_back(std::move(one));
  }
  return json::write(json::Value(std::move(out)));
}

std::string register_csv(const std::vector<RegisterRow>& rows) {
  csv::Row header;
  for (const http::Field& field : register_fields()) header.push_back(field.name);
  std::string out = csv::line(header);
  for (const RegisterRow& row : rows) {
    csv::Row line;
    for (const auto& [name, value] : cells(row))
      line.push_back(value.is_null()     ? ""
                     : value.is_string() ? std::string(value.get_string())
                     : value.is_double() ? fmt::format("{}", value.get_double())
                                         : json::write(value));
    out += csv::line(line);
  }
  return out;
}

std::vector<http::Field> register_fields() {
  using enum http::FieldType;
  using enum http::Field::Value;
  return {{"series", integer, "number of the series; Datastream of the SensorThings API", always},
          {"thing", text, "what carries the sensor", always},
          {"name", text, "name of the series", always},
          {"property", text, "URI of what is measured", may_be_null},
          {"unit", text, "symbol of the unit", may_be_null},
          {"sensor", text, "kind of sensor", always},
          {"owner", text, "municipality, organisation or resident; null when nobody declared it yet", may_be_null},
          {"owner_name", text, "name of an organisation; a resident is never named", may_be_null},
          {"contact", text, "mail address of a role", may_be_null},
          {"purpose", text, "what it measures for", may_be_null},
          {"legal_basis", text, "why this is allowed", may_be_null},
          {"leaves_device", text, "what leaves the device", may_be_null},
          {"dpia", text, "address of the data protection impact assessment", may_be_null},
          {"starts", date, "first day", may_be_null},
          {"ends", date, "last day", may_be_null},
          {"retention", text, "how long values are kept: keep, or a period (ISO 8601)", always},
          {"licence", text, "URI of the licence of the values", may_be_null},
          {"place", text, "exact, or coarse: a square of about a kilometre", always},
          {"longitude", number, "degrees, WGS84", may_be_null},
          {"latitude", number, "degrees, WGS84", may_be_null},
          {"state", text, "live, late, dead or silent", always},
          {"last", instant, "time of the newest value", may_be_null}};
}

}  // namespace sas::sensing
