#include "city/city_rows.h"

#include <fmt/format.h>

#include "base/csv.h"
#include "lake/moment.h"

namespace sas::city {
namespace {

struct Cells {
  json::Object object;
  csv::Row row;
  void add(std::string_view name, json::Value value) {
    row.push_back(value.is_null()     ? ""
                  : value.is_string() ? std::string(value.get_string())
                  : value.is_double() ? fmt::format("{}", value.get_double())
                                      : json::write(value));
    object[name] = std::move(value);
  }
};

json::Value number_or_null(const std::optional<double>& value) {
  return value ? json::number(*value) : json::Value(nullptr);
}

// Data only where it may be told: a small count of people is left out, its moment is not.
bool may_tell(const Reading& reading) {
  return reading.latest && (reading.latest->quality & lake::quality::suppressed) == 0;
}

Cells cells_of(const PanelNow& panel, const Reading& reading) {
  const sensing::SeriesCard& card = reading.card;
  Cells out;
  out.add("panel", json::Value(panel.panel->id));
  out.add("series", json::Value(static_cast<std::int64_t>(card.series.id)));
  out.add("thing", json::Value(card.thing_name));
  out.add("name", json::Value(card.series.name));
  out.add("property", json::Value(card.property_definition));
  out.add("value", may_tell(reading) ? number_or_null(reading.latest->value) : json::Value(nullptr));
  out.add("unit", json::Value(card.series.unit_symbol));
  out.add("time", reading.fresh.last ? json::Value(lake::format_moment(*reading.fresh.last)) : json::Value(nullptr));
  out.add("state", json::Value(sensing::to_text(reading.fresh.state)));
  out.add("quality", reading.latest ? json::Value(reading.latest->quality) : json::Value(nullptr));
  out.add("capacity", number_or_null(card.series.rules.capacity));
  out.add("longitude", number_or_null(card.longitude));
  out.add("latitude", number_or_null(card.latitude));
  return out;
}

template <typename Use>
void each_row(const CityNow& now, Use use) {
  for (const PanelNow& panel : now.panels)
    for (const Reading& reading : panel.readings) use(cells_of(panel, reading));
}

}  // namespace

std::string as_json(const CityNow& now) {
  json::Array out;
  each_row(now, [&](Cells cells) { out.push_back(std::move(cells.object)); });
  return json::write(json::Value(std::move(out)));
}

std::string as_csv(const CityNow& now) {
  csv::Row header;
  for (const http::Field& field : row_fields()) header.push_back(field.name);
  std::string out = csv::line(header);
  each_row(now, [&](const Cells& cells) { out += csv::line(cells.row); });
  return out;
}

std::vector<http::Field> row_fields() {
  using enum http::FieldType;
  using enum http::Field::Value;
  return {
      {"panel", text, "subject on the page", always},
      {"series", integer, "number of the series; Datastream of the SensorThings API", always},
      {"thing", text, "what carries the meter", always},
      {"name", text, "name of the series", always},
      {"property", text, "URI of what is measured", always},
      {"value", number, "newest value; null when there is none, or when it is a count too small to tell", may_be_null},
      {"unit", text, "symbol of the unit", always},
      {"time", instant, "when it was measured; of an interval its end", may_be_null},
      {"state", text, "live, late, dead or silent", always},
      {"quality", integer, "flags; 0 is good", may_be_null},
      {"capacity", number, "the most it can be", may_be_null},
      {"longitude", number, "degrees, WGS84", may_be_null},
      {"latitude", number, "degrees, WGS84", may_be_null}};
}

}  // namespace sas::city
