#include "sensorthings/entity_json.h"

#include <algorithm>
#include <array>

#include "sensorthings/geometry.h"
#include "sensorthings/json_text.h"

namespace sas::sensorthings {
namespace {

std::string box_json(const Bounds& b) {
  if (b.west == b.east && b.south == b.north)
    return json::write(json::Object{{"type", "Point"}, {"coordinates", json::Array{b.west, b.south}}});
  const auto corner = [](double x, double y) { return json::Value(json::Array{x, y}); };
  json::Array ring{corner(b.west, b.south), corner(b.east, b.south), corner(b.east, b.north), corner(b.west, b.north),
                   corner(b.west, b.south)};
  return json::write(json::Object{{"type", "Polygon"}, {"coordinates", json::Array{std::move(ring)}}});
}

void append_computed(std::string& out, const Property& property, const Told& told) {
  if (property.name == "observedArea") {
    out += told.area.value_or("null");
    return;
  }
  const std::optional<Time>& time = property.name == "phenomenonTime" ? told.span.phenomenon : told.span.result;
  if (!time) {
    out += "null";
    return;
  }
  out += '"';
  append_time(out, *time);
  out += '"';
}

}  // namespace

std::optional<std::string> observed_area(store::ReadTx& tx, std::int64_t series) {
  std::optional<Bounds> box;
  tx.each(
      "SELECT f.feature FROM feature_of_interest f JOIN datastream_feature d ON d.feature = f.id WHERE d.datastream = "
      "$1 "
      "ORDER BY f.id LIMIT 1000",
      std::array<store::Value, 1>{series}, [&](const store::Row& row) {
        const Result<Geometry> geometry = geometry_from_geojson(row.text(0));
        if (!geometry) return;
        const Bounds b = bounds(*geometry);
        if (!box) box = b;
        box = Bounds{std::min(box->west, b.west), std::min(box->south, b.south), std::max(box->east, b.east),
                     std::max(box->north, b.north)};
      });
  if (!box) return std::nullopt;
  return box_json(*box);
}

void append_property(std::string& out, const EntityType& type, const Entity& entity, const Property& property,
                     const Told& told) {
  if (property.shape == Shape::computed) return append_computed(out, property, told);
  const store::Value& value = entity.values.at(static_cast<std::size_t>(&property - type.properties.data()));
  if (const auto* text = std::get_if<std::string>(&value)) {
    if (property.shape == Shape::text)
      append_quoted(out, *text);
    else
      out += *text;
  } else if (const auto* number = std::get_if<std::int64_t>(&value)) {
    out += '"';
    append_moment(out, moment(*number));
    out += '"';
  } else {
    out += "null";
  }
}

std::string self_link(std::string_view base, const EntityType& type, std::int64_t id) {
  return std::string(base) + "/" + std::string(type.set) + "(" + std::to_string(id) + ")";
}

void append_entity(std::string& out, const EntityType& type, const Entity& entity, const Told& told,
                   std::string_view base, const Selection& selection,
                   const std::vector<std::pair<std::string, std::string>>& expanded) {
  const std::string self = self_link(base, type, entity.id);
  ObjectText object(out);
  if (selection.id()) append_number(object.member("@iot.id"), entity.id);
  if (selection.has("@iot.selfLink")) object.text("@iot.selfLink", self);
  for (const Property& property : type.properties) {
    if (!selection.has(property.name)) continue;
    const bool absent = property.need != Need::required && property.shape != Shape::computed &&
                        std::holds_alternative<std::nullptr_t>(
                            entity.values.at(static_cast<std::size_t>(&property - type.properties.data())));
    const bool untold = property.shape == Shape::computed &&
                        (property.name == "observedArea"
                             ? !told.area
                             : !(property.name == "phenomenonTime" ? told.span.phenomenon : told.span.result));
    // An optional property that is not there is left out (18-088 clause 8.2: "optional" is zero or one).
    if (absent || untold) continue;
    append_property(object.member(property.name), type, entity, property, told);
  }
  for (const Navigation& by : type.navigations) {
    const auto inside =
        std::find_if(expanded.begin(), expanded.end(), [&](const auto& each) { return each.first == by.name; });
    if (inside == expanded.end() && selection.has(by.name))
      object.text(std::string(by.name) + "@iot.navigationLink", self + "/" + std::string(by.name));
  }
  for (const auto& [name, json] : expanded) object.raw(name, json);
  object.close();
}

}  // namespace sas::sensorthings
