#include "opendata/geojson_features.h"

#include <algorithm>
#include <iterator>

namespace sas::opendata {
namespace {

constexpr std::size_t kMostDepth = 32;
constexpr std::size_t kMostMember = std::size_t{64} << 10;

tl::unexpected<Error> bad_json(std::string detail) {
  return fail(ErrorKind::invalid, "json-invalid", std::move(detail));
}

tl::unexpected<Error> bad_collection(std::string detail) {
  return fail(ErrorKind::invalid, "geojson-invalid", std::move(detail));
}

bool is_space(char c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

// The member of the years before RFC 7946. CRS84 and EPSG:4326 are what the RFC says; anything else is metres.
bool is_wgs84(const json::Value& crs) {
  if (crs.is_null()) return true;
  const json::Object* object = crs.if_object();
  const json::Value* properties = object == nullptr ? nullptr : object->if_contains("properties");
  const std::string name =
      properties == nullptr || !properties->is_object() ? "" : json::text_at(properties->get_object(), "name");
  return name.ends_with("CRS84") || name.ends_with(":4326");
}

}  // namespace

Result<Done> FeatureReader::feed(std::string_view piece) {
  for (const char c : piece)
    if (auto taken = take(c); !taken) return taken;
  return Done{};
}

Result<Done> FeatureReader::take(char c) {
  switch (place_) {
    case Place::before:
      if (is_space(c) || c == '\xef' || c == '\xbb' || c == '\xbf') return Done{};
      if (c != '{') return bad_collection("no object");
      place_ = Place::member;
      return Done{};
    case Place::member:
      if (c == '"') {
        name_.clear();
        place_ = Place::name;
      } else if (c == '}') {
        place_ = Place::after;
      } else if (!is_space(c) && c != ',') {
        return bad_json("a member without a name");
      }
      return Done{};
    case Place::name:
      if (c == '"') {
        place_ = Place::value;
      } else if (name_.size() > kMostMember) {
        return bad_json("a name without an end");
      } else {
        name_ += c;
      }
      return Done{};
    case Place::value:
      return begin_value(c);
    case Place::inside:
      return within_value(c);
    case Place::features:
      return between_features(c);
    case Place::feature:
      return within_feature(c);
    case Place::after:
      break;
  }
  return is_space(c) ? Result<Done>(Done{}) : Result<Done>(bad_json("there is more behind the end"));
}

Result<Done> FeatureReader::begin_value(char c) {
  if (is_space(c) || c == ':') return Done{};
  if (name_ == "features") {
    if (c != '[') return bad_collection("the features are no list");
    has_features_ = true;
    place_ = Place::features;
    return Done{};
  }
  text_.clear();
  depth_ = 0;
  place_ = Place::inside;
  return within_value(c);
}

// Strings and brackets are followed; true when the character belongs to what is being read.
bool FeatureReader::follow(char c) {
  if (is_in_string_) {
    if (is_escaped_)
      is_escaped_ = false;
    else if (c == '\\')
      is_escaped_ = true;
    else if (c == '"')
      is_in_string_ = false;
    return true;
  }
  if (is_space(c)) return false;
  if (c == '"') is_in_string_ = true;
  if (c == '{' || c == '[') ++depth_;
  if (c == '}' || c == ']') --depth_;
  if (c == '[') ++brackets_;
  if (c == ',') ++commas_;
  return true;
}

Result<Done> FeatureReader::within_value(char c) {
  const bool is_end = depth_ == 0 && !is_in_string_ && (c == ',' || c == '}');
  if (is_end) {
    if (auto ended = end_value(); !ended) return ended;
    place_ = c == '}' ? Place::after : Place::member;
    return Done{};
  }
  if (depth_ == 0 && c == ']' && !is_in_string_) return bad_json("a bracket too many");
  const bool is_wanted = name_ == "type" || name_ == "crs";
  if (follow(c) && is_wanted) text_ += c;
  if (depth_ > kMostDepth || text_.size() > kMostMember) return bad_json("a member that is too deep or too long");
  return Done{};
}

Result<Done> FeatureReader::end_value() {
  if (name_ != "type" && name_ != "crs") return Done{};
  const auto value = json::parse(text_);
  if (!value) return fail(Error(value.error()));
  if (name_ == "crs" && !is_wgs84(*value))
    return fail(ErrorKind::invalid, "crs-unsupported", "transform the coordinates to WGS84 first");
  if (name_ == "type") {
    if (!value->is_string() || value->get_string() != "FeatureCollection")
      return bad_collection("no FeatureCollection");
    has_type_ = true;
  }
  return Done{};
}

Result<Done> FeatureReader::between_features(char c) {
  if (is_space(c) || c == ',') return Done{};
  if (c == ']') {
    place_ = Place::member;
    return Done{};
  }
  if (c != '{') return bad_collection("a feature that is no object");
  text_.clear();
  depth_ = brackets_ = commas_ = 0;
  place_ = Place::feature;
  return within_feature(c);
}

Result<Done> FeatureReader::within_feature(char c) {
  if (follow(c)) text_ += c;
  if (depth_ == 0) return end_feature();
  if (depth_ > kMostDepth) return bad_json("a feature that is too deep");
  if (text_.size() > kMostBytes || brackets_ > kMostBrackets || commas_ > kMostCommas)
    return fail(ErrorKind::too_large, "feature-too-large", "64 MiB and 1,000,000 vertices at most");
  return Done{};
}

Result<Done> FeatureReader::end_feature() {
  place_ = Place::features;
  const auto value = json::parse(text_);
  if (!value) return fail(Error(value.error()));
  if (!value->is_object()) return bad_collection("a feature that is no object");
  return take_(value->get_object());
}

Result<Done> FeatureReader::finish() {
  if (place_ != Place::after) return bad_json("it ends too soon");
  if (!has_type_ || !has_features_) return bad_collection("no FeatureCollection");
  return Done{};
}

}  // namespace sas::opendata
