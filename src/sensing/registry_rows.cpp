#include "sensing/registry_rows.h"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace sas::sensing {
namespace {

using Kind = SeriesDescription::Kind;

constexpr std::string_view om = "http://www.opengis.net/def/observationType/OGC-OM/2.0/";

struct KindName {
  Kind kind;
  std::string_view text;
  std::string_view type;
};

constexpr std::array<KindName, 6> kinds{{
    {Kind::measurement, "measurement", "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement"},
    {Kind::count, "count", "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_CountObservation"},
    {Kind::category, "category", "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_CategoryObservation"},
    {Kind::truth, "truth", "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_TruthObservation"},
    {Kind::text, "text", "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Observation"},
    {Kind::json, "json", "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Observation"},
}};

json::Value null_if_empty(std::string_view text) {
  if (text.empty()) return nullptr;
  return json::Value(text);
}

}  // namespace

std::string_view to_text(Kind kind) {
  for (const KindName& each : kinds)
    if (each.kind == kind) return each.text;
  return "json";
}

Kind series_kind(std::string_view text) {
  for (const KindName& each : kinds)
    if (each.text == text) return each.kind;
  return Kind::json;
}

std::string_view observation_type(Kind kind) {
  for (const KindName& each : kinds)
    if (each.kind == kind) return each.type;
  return om;
}

std::string unit_json(std::string_view name, std::string_view symbol, std::string_view definition) {
  return json::write(json::Object{
      {"name", null_if_empty(name)}, {"symbol", null_if_empty(symbol)}, {"definition", null_if_empty(definition)}});
}

std::string point_json(double longitude, double latitude) {
  return fmt::format(R"({{"type":"Point","coordinates":[{},{}]}})", longitude, latitude);
}

}  // namespace sas::sensing
