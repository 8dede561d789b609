#include "opendata/geojson_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>
#include <vector>

#include "base/json.h"
#include "base/text.h"
#include "opendata/geojson_features.h"
#include "shapes/forms.h"

namespace sas::opendata {
namespace {

constexpr std::size_t kMostColumns = 2'000;

tl::unexpected<Error> invalid(std::string code, std::string detail) {
  return fail(ErrorKind::invalid, std::move(code), std::move(detail));
}

const json::Object* object_at(const json::Object& object, std::string_view key) {
  const json::Value* value = object.if_contains(key);
  return value == nullptr ? nullptr : value->if_object();
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
std::optional<Point> point_of(const json::Object& shape) {
  const json::Value* coordinates = shape.if_contains("coordinates");
  const json::Array* pair = coordinates == nullptr ? nullptr : coordinates->if_array();
  if (pair == nullptr || pair->size() < 2 || pair->size() > 3 || !(*pair)[0].is_number() || !(*pair)[1].is_number())
    return std::nullopt;
  const auto longitude = (*pair)[0].to_number<double>(), latitude = (*pair)[1].to_number<double>();
  if (std::abs(longitude) > 180 || std::abs(latitude) > 90) return std::nullopt;
  return Point{fmt::format("{:.7f}", longitude), fmt::format("{:.7f}", latitude)};
}

// Whether the first position in the coordinates has a third number; in one shape they are alike.
bool has_height(const json::Value& coordinates) {
  const json::Array* list = coordinates.if_array();
  if (list == nullptr || list->empty()) return false;
  return list->front().is_array() ? has_height(list->front()) : list->size() > 2;
}

/// What must be known before the first row.
struct Layout {
  std::vector<std::string> names;
  bool only_points = true, has_heights = false;
};

class LayoutFinder {
 public:
  Result<Done> feature(const json::Object& feature) {
    if (const json::Object* properties = object_at(feature, "properties"))
      for (const auto& member : *properties) names_.emplace(member.key());
    if (names_.size() > kMostColumns) return fail(ErrorKind::too_large, "too-many-columns", "2,000 at most");
    if (const json::Object* shape = object_at(feature, "geometry")) {
      only_points_ = only_points_ && json::text_at(*shape, "type") == "Point";
      if (const json::Value* coordinates = shape->if_contains("coordinates"))
        has_heights_ = has_heights_ || has_height(*coordinates);
    }
    return Done{};
  }
  [[nodiscard]] Layout layout() const { return {{names_.begin(), names_.end()}, only_points_, has_heights_}; }

 private:
  std::set<std::string> names_;
  bool only_points_ = true, has_heights_ = false;
};

Result<Done> read_features(const std::string& path, const TakeFeature& take) {
  FeatureReader reader(take);
  auto read = read_pieces(path, [&](std::string_view piece) { return reader.feed(piece); });
  return read ? reader.finish() : read;
}

Result<Layout> layout_of(const std::string& path) {
  LayoutFinder finder;
  auto read = read_features(path, [&](const json::Object& feature) { return finder.feature(feature); });
  if (!read) return fail(std::move(read));
  return finder.layout();
}

std::vector<std::string> header_of(const Layout& layout) {
  std::vector<std::string> out = layout.names;
  if (layout.only_points) {
    out.insert(out.end(), {"lengte", "breedte"});
    return out;
  }
  std::string shape = "vorm";
  while (std::find(out.begin(), out.end(), shape) != out.end()) shape += '_';
  out.push_back(std::move(shape));
  return out;
}

Result<Done> add_place(std::vector<std::string>& row, const json::Object& feature, const Layout& layout) {
  const json::Value* geometry = feature.if_contains("geometry");
  if (geometry == nullptr || geometry->is_null()) {
    row.resize(row.size() + (layout.only_points ? 2 : 1));
    return Done{};
  }
  const json::Object* object = geometry->if_object();
  if (object == nullptr) return invalid("geojson-invalid", "a geometry that is no object");
  if (layout.only_points) {
    const auto point = point_of(*object);
    if (!point) return invalid("geometry-unsupported", "a point that is not in WGS84 degrees");
    row.insert(row.end(), {point->longitude, point->latitude});
    return Done{};
  }
  const auto shape = shapes::shape_from_geojson(*object);
  if (!shape) return fail(Error(shape.error()));
  row.push_back(shapes::text_of(*shape));
  return Done{};
}

Result<std::vector<std::string>> row_of(const json::Object& feature, const Layout& layout) {
  std::vector<std::string> out;
  const json::Object* properties = object_at(feature, "properties");
  for (const std::string& name : layout.names) {
    const json::Value* value = properties == nullptr ? nullptr : properties->if_contains(name);
    const auto text = value == nullptr ? std::optional<std::string>("") : text_of(*value);
    if (!text) return invalid("property-nested", "a property holds a list or an object");
    out.push_back(*text);
  }
  if (auto added = add_place(out, feature, layout); !added) return fail(std::move(added));
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
  const auto layout = layout_of(path);
  if (!layout) return fail(Error(layout.error()));
  if (auto taken = hand(header_of(*layout), take); !taken) return taken;
  return read_features(path, [&](const json::Object& feature) -> Result<Done> {
    const auto row = row_of(feature, *layout);
    if (!row) return fail(Error(row.error()));
    return hand(*row, take);
  });
}

Result<bool> has_heights(const std::string& path) {
  const auto layout = layout_of(path);
  if (!layout) return fail(Error(layout.error()));
  return layout->has_heights;
}

}  // namespace sas::opendata
