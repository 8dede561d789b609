#include "sensing/area.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "base/csv.h"
#include "base/json.h"
#include "base/text.h"
#include "sensing/area_wkt.h"

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

tl::unexpected<Error> useless(const char* why) {
  return fail(ErrorKind::invalid, "areas-invalid", why);
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

void take_property(Area& area, const std::string& name, std::string_view text) {
  const std::string value(trim(text));
  if (is_one_of(name, {"code", "statcode", "buurtcode", "gebiedscode"})) area.code = value;
  if (is_one_of(name, {"name", "naam", "bu_naam", "buurtnaam"})) area.name = value;
  if (is_one_of(name, {"part_of", "wijkcode"}) || name.starts_with("wk_")) area.part_of = value;
}

bool is_text(const std::string& text) {
  return !text.empty() && text.size() <= longest_text;
}

/// Gathers what a file holds and looks at each area in the same way, whatever the file is.
class Gathered {
 public:
  /// `area` has no shape yet. `geometry` is null when there is none.
  void take(std::size_t number, Area area, const json::Object* geometry) {
    const char* reason = geometry == nullptr ? "no-geometry" : refusal(area, *geometry);
    if (reason == nullptr)
      file_.areas.push_back(std::move(area));
    else
      refuse(number, area, reason);
  }
  void refuse(std::size_t number, const Area& area, const char* reason) {
    const std::string& name = area.name.empty() ? area.code : area.name;
    file_.refused.push_back({number, is_text(name) ? name : std::string(), reason});
  }
  [[nodiscard]] AreaFile file() && { return std::move(file_); }

 private:
  const char* refusal(Area& area, const json::Object& geometry) {
    if (!is_text(area.code)) return "no-code";
    if (!is_text(area.name)) return "no-name";
    const std::string type = json::text_at(geometry, "type");
    const json::Value* coordinates = geometry.if_contains("coordinates");
    if ((type != "Polygon" && type != "MultiPolygon") || coordinates == nullptr) return "not-a-surface";
    if (!are_degrees(*coordinates)) return "not-in-degrees";
    area.shape = json::write(json::Object{{"type", type}, {"coordinates", *coordinates}});
    // Only the index can tell whether rings make a surface.
    if (AreaIndex({area}).areas().empty()) return "no-ring";
    return codes_.insert(area.code).second ? nullptr : "code-twice";
  }

  AreaFile file_;
  std::set<std::string> codes_;
};

void take_feature(Gathered& into, std::size_t number, const json::Value& value) {
  const json::Object* feature = value.if_object();
  const json::Value* geometry = feature == nullptr ? nullptr : feature->if_contains("geometry");
  const json::Value* properties = feature == nullptr ? nullptr : feature->if_contains("properties");
  Area area;
  if (properties != nullptr && properties->is_object())
    for (const auto& [name, text] : properties->get_object())
      if (text.is_string()) take_property(area, lower(name), text.get_string());
  into.take(number, std::move(area), geometry == nullptr ? nullptr : geometry->if_object());
}

Result<AreaFile> read_geojson(std::string_view text) {
  const auto parsed = json::parse(text);
  const json::Object* root = parsed ? parsed->if_object() : nullptr;
  const json::Value* features = root == nullptr ? nullptr : root->if_contains("features");
  if (features == nullptr || !features->is_array()) return useless("the file is no GeoJSON FeatureCollection");
  if (!is_in_degrees(*root))
    return fail(ErrorKind::invalid, "areas-grid", "the file is not in degrees: save it as WGS84 (EPSG:4326)");
  if (features->get_array().empty() || features->get_array().size() > most_areas)
    return useless("the file must hold 1 to 10,000 areas");
  Gathered out;
  std::size_t number = 0;
  for (const json::Value& feature : features->get_array()) take_feature(out, ++number, feature);
  return std::move(out).file();
}

/// What most of the first line is separated with.
char separator_of(std::string_view text) {
  const std::string_view head = text.substr(0, text.find('\n'));
  const auto count = [&](char c) { return std::count(head.begin(), head.end(), c); };
  if (count(';') > count(',')) return ';';
  return count('\t') > count(',') ? '\t' : ',';
}

Result<AreaFile> read_csv(std::string_view text) {
  const auto rows = csv::read(text, separator_of(text));
  if (!rows) return fail(ErrorKind::invalid, "areas-invalid", rows.error().detail);
  if (rows->size() < 2 || rows->size() > most_areas + 1) return useless("the file must hold 1 to 10,000 areas");
  std::vector<std::string> columns;
  for (const std::string& name : rows->front()) columns.push_back(lower(trim(name)));
  const auto at = std::find_if(columns.begin(), columns.end(), [](const std::string& name) {
    return is_one_of(name, {"wkt", "geom", "geometry", "the_geom", "shape"});
  });
  if (at == columns.end()) return useless("the file is no GeoJSON, and as CSV it has no column wkt with the surface");
  const auto surface = static_cast<std::size_t>(at - columns.begin());
  Gathered out;
  for (std::size_t line = 1; line < rows->size(); ++line) {
    const csv::Row& row = (*rows)[line];
    if (row.size() == 1 && trim(row[0]).empty()) continue;
    Area area;
    for (std::size_t i = 0; i < std::min(row.size(), columns.size()); ++i) take_property(area, columns[i], row[i]);
    const std::string_view wkt = surface < row.size() ? trim(row[surface]) : std::string_view();
    const auto geometry = geometry_of_wkt(wkt);
    if (!wkt.empty() && !geometry)
      out.refuse(line + 1, area, "wkt");
    else
      out.take(line + 1, std::move(area), geometry ? &*geometry : nullptr);
  }
  return std::move(out).file();
}

std::string_view remedy(std::string_view reason) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 8> all{
      {{"no-geometry", "it has no geometry"},
       {"no-code", "give it a property code"},
       {"no-name", "give it a property name"},
       {"wkt", "its surface is no well-known text"},
       {"not-a-surface", "its geometry must be a Polygon or MultiPolygon"},
       {"not-in-degrees", "its coordinates are no degrees: save the file as WGS84 (EPSG:4326)"},
       {"no-ring", "its rings make no surface"},
       {"code-twice", "its code is there twice"}}};
  return std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.first == reason; })->second;
}

}  // namespace

Result<AreaFile> read_area_file(std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  return trim(text).starts_with('{') ? read_geojson(text) : read_csv(text);
}

Result<std::vector<Area>> read_areas(std::string_view text) {
  auto file = read_area_file(text);
  if (!file) return fail(std::move(file));
  if (file->refused.empty()) return std::move(file->areas);
  const AreaRefusal& first = file->refused.front();
  return fail(ErrorKind::invalid, first.reason == "not-in-degrees" ? "areas-grid" : "areas-invalid",
              fmt::format("feature {}: {}", first.number, remedy(first.reason)));
}

}  // namespace sas::sensing
