#include "opendata/geojson_file.h"

#include <fmt/format.h>

#include <cmath>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "base/config.h"
#include "base/json.h"
#include "base/text.h"

namespace sas::opendata {
namespace {

constexpr std::uint64_t kMostBytes = std::uint64_t{32} << 20;
constexpr std::size_t kMostColumns = 2'000;

tl::unexpected<Error> invalid(std::string code, std::string detail) {
  return fail(ErrorKind::invalid, std::move(code), std::move(detail));
}

const json::Object* object_at(const json::Object& object, std::string_view key) {
  const json::Value* value = object.if_contains(key);
  return value == nullptr ? nullptr : value->if_object();
}

// The member of the years before RFC 7946. CRS84 and EPSG:4326 are what the RFC says; anything else is metres.
bool is_wgs84(const json::Object& root) {
  if (!root.contains("crs") || root.at("crs").is_null()) return true;
  const json::Object* crs = object_at(root, "crs");
  const json::Object* properties = crs == nullptr ? nullptr : object_at(*crs, "properties");
  const std::string name = properties == nullptr ? "" : json::text_at(*properties, "name");
  return name.ends_with("CRS84") || name.ends_with(":4326");
}

// None for a list or an object.
std::optional<std::string> text_of(const json::Value& value) {
  if (value.is_null()) return "";
  if (const auto* text = value.if_string()) return std::string(*text);
  if (const auto* truth = value.if_bool()) return *truth ? "true" : "false";
  if (value.is_int64() || value.is_uint64()) return json::write(value);
  if (const auto* number = value.if_double()) return fmt::format("{}", *number);
  return std::nullopt;
}

struct Point {
  std::string longitude, latitude;
};

// WGS84 degrees; none for something else than a point in them.
std::optional<Point> point_of(const json::Object& feature) {
  const json::Value* geometry = feature.if_contains("geometry");
  if (geometry == nullptr || geometry->is_null()) return Point{};
  const json::Object* shape = geometry->if_object();
  if (shape == nullptr || json::text_at(*shape, "type") != "Point") return std::nullopt;
  const json::Value* coordinates = shape->if_contains("coordinates");
  const json::Array* pair = coordinates == nullptr ? nullptr : coordinates->if_array();
  if (pair == nullptr || pair->size() < 2 || !(*pair)[0].is_number() || !(*pair)[1].is_number()) return std::nullopt;
  const auto longitude = (*pair)[0].to_number<double>(), latitude = (*pair)[1].to_number<double>();
  if (std::abs(longitude) > 180 || std::abs(latitude) > 90) return std::nullopt;
  return Point{fmt::format("{:.7f}", longitude), fmt::format("{:.7f}", latitude)};
}

Result<json::Object> root_of(const std::string& path) {
  std::error_code error;
  const auto bytes = std::filesystem::file_size(path, error);
  if (error) return fail(ErrorKind::unavailable, "file-unreadable", error.message());
  if (bytes > kMostBytes) return fail(ErrorKind::too_large, "file-too-large", "32 MiB at most: bring CSV instead");
  const auto text = config::read_file(path);
  if (!text) return fail(ErrorKind::unavailable, "file-unreadable", "cannot be read");
  auto value = json::parse(*text);
  if (!value) return fail(std::move(value));
  json::Object* root = value->if_object();
  if (root == nullptr || json::text_at(*root, "type") != "FeatureCollection" || !root->contains("features") ||
      !root->at("features").is_array())
    return invalid("geojson-invalid", "no FeatureCollection");
  if (!is_wgs84(*root)) return invalid("crs-unsupported", "transform the coordinates to WGS84 first");
  return std::move(*root);
}

Result<std::vector<std::string>> names_in(const json::Array& features) {
  std::set<std::string> names;
  for (const json::Value& item : features) {
    const json::Object* feature = item.if_object();
    if (feature == nullptr) return invalid("geojson-invalid", "a feature that is no object");
    const json::Object* properties = object_at(*feature, "properties");
    if (properties == nullptr) continue;
    for (const auto& member : *properties) names.emplace(member.key());
    if (names.size() > kMostColumns) return fail(ErrorKind::too_large, "too-many-columns", "2,000 at most");
  }
  return std::vector<std::string>(names.begin(), names.end());
}

Result<std::vector<std::string>> row_of(const json::Object& feature, const std::vector<std::string>& names) {
  std::vector<std::string> out;
  const json::Object* properties = object_at(feature, "properties");
  for (const std::string& name : names) {
    const json::Value* value = properties == nullptr ? nullptr : properties->if_contains(name);
    const auto text = value == nullptr ? std::optional<std::string>("") : text_of(*value);
    if (!text) return invalid("property-nested", "a property holds a list or an object");
    out.push_back(*text);
  }
  const auto point = point_of(feature);
  if (!point) return invalid("geometry-unsupported", "only points in WGS84 degrees");
  out.push_back(point->longitude);
  out.push_back(point->latitude);
  return out;
}

Result<Done> hand(const std::vector<std::string>& row, const TakeRow& take) {
  return take(std::vector<std::string_view>(row.begin(), row.end()));
}

}  // namespace

bool is_geojson(std::string_view head) {
  return trim(head).starts_with('{') && head.find("\"FeatureCollection\"") != std::string_view::npos;
}

Result<Done> read_geojson(const std::string& path, const TakeRow& take) {
  const auto root = root_of(path);
  if (!root) return fail(Error(root.error()));
  const json::Array& features = root->at("features").get_array();
  const auto names = names_in(features);
  if (!names) return fail(Error(names.error()));
  std::vector<std::string> header = *names;
  header.insert(header.end(), {"lengte", "breedte"});
  if (auto taken = hand(header, take); !taken) return taken;
  for (const json::Value& feature : features) {
    const auto row = row_of(feature.get_object(), *names);
    if (!row) return fail(Error(row.error()));
    if (auto taken = hand(*row, take); !taken) return taken;
  }
  return Done{};
}

}  // namespace sas::opendata
