#include "sensing/area.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/json.h"
#include "base/text.h"

namespace sas::sensing {
namespace {

constexpr std::size_t most_areas = 10'000;
constexpr std::size_t longest_text = 200;

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return out;
}

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

tl::unexpected<Error> wrong(std::size_t number, const std::string& what) {
  return fail(ErrorKind::invalid, "areas-invalid", fmt::format("feature {}: {}", number, what));
}

/// The member crs that GeoJSON had before RFC 7946; without it degrees are meant (clause 4).
bool is_in_degrees(const json::Object& root) {
  const json::Value* crs = root.if_contains("crs");
  if (crs == nullptr || !crs->is_object()) return true;
  const json::Value* properties = crs->get_object().if_contains("properties");
  if (properties == nullptr || !properties->is_object()) return true;
  const std::string name = json::text_at(properties->get_object(), "name");
  return name.empty() || name.ends_with("CRS84") || name.ends_with("4326") || name.ends_with("4258");
}

/// Every number pair of nested coordinates is a place on earth.
bool are_degrees(const json::Value& coordinates) {
  if (!coordinates.is_array() || coordinates.get_array().empty()) return false;
  const json::Array& list = coordinates.get_array();
  if (!list[0].is_number()) return std::all_of(list.begin(), list.end(), are_degrees);
  if (list.size() < 2 || !list[1].is_number()) return false;
  const double longitude = list[0].to_number<double>(), latitude = list[1].to_number<double>();
  return longitude >= -180 && longitude <= 180 && latitude >= -90 && latitude <= 90;
}

void take_property(Area& area, const std::string& name, const std::string& text) {
  if (is_one_of(name, {"code", "statcode", "buurtcode", "gebiedscode"})) area.code = text;
  if (is_one_of(name, {"name", "naam", "bu_naam", "buurtnaam"})) area.name = text;
  if (is_one_of(name, {"part_of", "wijkcode"}) || name.starts_with("wk_")) area.part_of = text;
}

Result<Area> read_feature(const json::Value& value, std::size_t number) {
  const json::Object* feature = value.if_object();
  const json::Value* geometry = feature == nullptr ? nullptr : feature->if_contains("geometry");
  const json::Value* properties = feature == nullptr ? nullptr : feature->if_contains("properties");
  if (geometry == nullptr || !geometry->is_object()) return wrong(number, "it has no geometry");
  if (properties == nullptr || !properties->is_object()) return wrong(number, "it has no properties");
  Area out;
  for (const auto& [name, text] : properties->get_object())
    if (text.is_string()) take_property(out, lower(name), std::string(trim(text.get_string())));
  if (out.code.empty() || out.code.size() > longest_text) return wrong(number, "give it a property code");
  if (out.name.empty() || out.name.size() > longest_text) return wrong(number, "give it a property name");
  const std::string type = json::text_at(geometry->get_object(), "type");
  const json::Value* coordinates = geometry->get_object().if_contains("coordinates");
  if ((type != "Polygon" && type != "MultiPolygon") || coordinates == nullptr)
    return wrong(number, "its geometry must be a Polygon or MultiPolygon");
  if (!are_degrees(*coordinates))
    return fail(ErrorKind::invalid, "areas-grid",
                fmt::format("feature {}: its coordinates are no degrees: save the file as WGS84 (EPSG:4326)", number));
  out.shape = json::write(*geometry);
  return out;
}

}  // namespace

Result<std::vector<Area>> read_areas(std::string_view geojson) {
  const auto parsed = json::parse(geojson);
  const json::Object* root = parsed ? parsed->if_object() : nullptr;
  const json::Value* features = root == nullptr ? nullptr : root->if_contains("features");
  if (features == nullptr || !features->is_array())
    return fail(ErrorKind::invalid, "areas-invalid", "the file is no GeoJSON FeatureCollection");
  if (!is_in_degrees(*root))
    return fail(ErrorKind::invalid, "areas-grid", "the file is not in degrees: save it as WGS84 (EPSG:4326)");
  if (features->get_array().empty() || features->get_array().size() > most_areas)
    return fail(ErrorKind::invalid, "areas-invalid", "the file must hold 1 to 10,000 areas");
  std::vector<Area> out;
  std::set<std::string> codes;
  for (const json::Value& feature : features->get_array()) {
    auto area = read_feature(feature, out.size() + 1);
    if (!area) return fail(std::move(area));
    if (!codes.insert(area->code).second) return wrong(out.size() + 1, "the code " + area->code + " is there twice");
    // Only the index can tell whether rings make a surface.
    if (AreaIndex({*area}).areas().empty()) return wrong(out.size() + 1, "its rings make no surface");
    out.push_back(*std::move(area));
  }
  return out;
}

}  // namespace sas::sensing
