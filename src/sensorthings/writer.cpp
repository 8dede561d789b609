#include "sensorthings/writer.h"

#include <algorithm>

#include "base/text.h"
#include "sensorthings/body_values.h"

namespace sas::sensorthings {
namespace {

using Extent = Writer::Extent;
using Parent = Writer::Parent;

tl::unexpected<Error> wrong(const std::string& where, std::string_view expected) {
  return fail(ErrorKind::invalid, "body-invalid", where + ": expected " + std::string(expected));
}

// {"@iot.id": 3} and nothing else names an entity that exists.
std::optional<std::int64_t> link_of(const json::Object& object) {
  if (object.size() != 1) return std::nullopt;
  const json::Value* id = object.if_contains("@iot.id");
  if (id == nullptr) return std::nullopt;
  if (id->is_int64()) return id->get_int64();
  if (id->is_string()) return parse_int(id->get_string());
  return std::nullopt;
}

std::string column_of(const Navigation& by) {
  return std::string(by.theirs);
}

bool is_of_parent(const Navigation& by, const std::optional<Parent>& parent) {
  return parent && parent->type->type == by.target;
}

}  // namespace

Result<Done> Writer::check_names(const EntityType& type, const json::Object& body, const std::string& where) const {
  for (const auto& member : body) {
    const std::string_view name(member.key().data(), member.key().size());
    if (name.find("@iot.") != std::string_view::npos) continue;
    if (type.property(name) != nullptr || type.navigation(name) != nullptr) continue;
    return wrong(where + without_controls(name.substr(0, 60)),
                 "a property or navigation that " + std::string(type.name) + " has");
  }
  return Done{};
}

Result<Done> Writer::properties(const EntityType& type, const json::Object& body, const std::string& where,
                                Extent extent, Row& row) const {
  for (const Property& property : type.properties) {
    if (property.need == Need::read_only) continue;
    const json::Value* value = body.if_contains(property.name);
    if (value == nullptr && extent == Extent::named) continue;
    if (value == nullptr && property.need == Need::required)
      return wrong(where + std::string(property.name), "a value: it is missing");
    Result<store::Value> column = column_value(property, value, body);
    if (!column) return fail(column.error().kind, column.error().code, where + column.error().detail);
    row.columns.emplace_back(property.column, std::move(*column));
  }
  return Done{};
}

Result<std::int64_t> Writer::one(const EntityType& type, const json::Value& value, const std::string& where) {
  if (!value.is_object()) return wrong(where, "an entity, or {\"@iot.id\": number} of one that exists");
  const std::optional<std::int64_t> id = link_of(value.get_object());
  if (!id) return create(type, value.get_object(), std::nullopt, where + "/");
  if (load(parts_, type, {*id}).empty())
    return wrong(where, "the number of a " + std::string(type.name) + " that exists");
  return *id;
}

Result<std::vector<std::int64_t>> Writer::several(const EntityType& type, const json::Value& value,
                                                  const std::string& where) {
  if (!value.is_array()) return wrong(where, "a list of entities");
  std::vector<std::int64_t> out;
  for (std::size_t i = 0; i < value.get_array().size(); ++i) {
    Result<std::int64_t> id = one(type, value.get_array()[i], where + "[" + std::to_string(i) + "]");
    if (!id) return fail(std::move(id));
    out.push_back(*id);
  }
  return out;
}

Result<Done> Writer::to_ones(const EntityType& type, const json::Object& body, const std::optional<Parent>& parent,
                             const std::string& where, Extent extent, Row& row) {
  for (const Navigation& by : type.navigations) {
    if (by.is_many() && by.target != Type::observed_property) continue;
    const std::string name(by.name);
    const json::Value* value = body.if_contains(by.name);
    if (value == nullptr && is_of_parent(by, parent)) {
      if (by.is_many())
        row.parts = {parent->id};
      else
        row.columns.emplace_back(column_of(by), parent->id);
      continue;
    }
    if (value == nullptr && extent == Extent::named) continue;
    if (value == nullptr) return wrong(where + name, "an entity: a " + std::string(type.name) + " cannot be without");
    if (by.is_many()) {
      Result<std::vector<std::int64_t>> ids = several(entity(by.target), *value, where + name);
      if (!ids) return fail(std::move(ids));
      row.parts = std::move(*ids);
      continue;
    }
    Result<std::int64_t> id = one(entity(by.target), *value, where + name);
    if (!id) return fail(std::move(id));
    row.columns.emplace_back(column_of(by), *id);
  }
  return Done{};
}

Result<Done> Writer::series_columns(const EntityType& type, const json::Object& body, const std::string& where,
                                    Row& row) const {
  if (type.type == Type::multi_datastream) {
    const std::size_t types = size_of_list(body, "multiObservationDataTypes"),
                      units = size_of_list(body, "unitOfMeasurements");
    // 18-088 clause 8.4.2: one of each for every ObservedProperty.
    if (types != units || types != row.parts.size())
      return wrong(where + "multiObservationDataTypes",
                   "as many types as unitOfMeasurements and ObservedProperties, in the same order");
    row.columns.emplace_back("is_multi", std::int64_t{1});
    row.columns.emplace_back("observation_type", std::string(complex_observation));
    row.columns.emplace_back("kind", "json");
    row.columns.emplace_back("unit_symbol", "");
  } else {
    row.columns.emplace_back("is_multi", std::int64_t{0});
  }
  for (const auto& [name, value] :
       {std::pair{"zone", "Europe/Amsterdam"}, std::pair{"retention", "keep"}, std::pair{"source", "sensorthings"},
        std::pair{"licence", ""}, std::pair{"exposure", "inside"}})
    row.columns.emplace_back(name, std::string(value));
  return Done{};
}

Result<std::int64_t> Writer::add_history(const json::Object& body, const Row& row, const std::string& where,
                                         const std::optional<Parent>& parent) {
  std::int64_t thing = 0, time = 0;
  for (const auto& [name, value] : row.columns) {
    if (name == "thing") thing = std::get<std::int64_t>(value);
    if (name == "time") time = std::get<std::int64_t>(value);
  }
  std::vector<std::int64_t> locations;
  if (parent && parent->type->type == Type::location) locations.push_back(parent->id);
  if (const json::Value* list = body.if_contains("Locations")) {
    Result<std::vector<std::int64_t>> ids = several(entity(Type::location), *list, where + "Locations");
    if (!ids) return fail(std::move(ids));
    locations.insert(locations.end(), ids->begin(), ids->end());
  }
  if (locations.empty()) return wrong(where + "Locations", "at least one Location");
  after.moved = AfterCommit::Moved::something;
  return changes_.add_history(thing, locations, time);
}

Result<std::int64_t> Writer::create(const EntityType& type, const json::Object& body, std::optional<Parent> parent,
                                    const std::string& where) {
  // What was made around it a moment ago belongs to the asker already.
  if (where.empty())
    if (auto good = may_create(type, parent); !good) return fail(std::move(good));
  if (auto good = check_names(type, body, where); !good) return fail(std::move(good));
  Row row;
  if (auto good = properties(type, body, where, Extent::all, row); !good) return fail(std::move(good));
  if (auto good = to_ones(type, body, parent, where, Extent::all, row); !good) return fail(std::move(good));
  if (type.is_series())
    if (auto good = series_columns(type, body, where, row); !good) return fail(std::move(good));
  if (parts_.access.reach == Access::Reach::one_thing && type.is_series())
    for (const auto& [name, value] : row.columns)
      if (name == "thing" && std::get<std::int64_t>(value) != parts_.access.thing)
        return fail(ErrorKind::forbidden, "sensor-forbidden", "the credential is for another Thing");

  std::int64_t id = 0;
  if (type.type == Type::historical_location) {
    Result<std::int64_t> made = add_history(body, row, where, parent);
    if (!made) return made;
    id = *made;
  } else {
    if (type.type == Type::datastream) add_kind(row.columns);
    id = changes_.add(type.kind, row.columns);
    if (type.type == Type::multi_datastream) changes_.set_parts(id, row.parts);
  }
  after.created.emplace_back(type.kind, id);
  if (type.is_series()) after.series.insert(id);
  if (auto good = to_manys(type, id, body, where); !good) return fail(std::move(good));
  if (parent && parent->type->type == Type::thing && type.type == Type::location) move(parent->id, {id});
  if (parent && parent->type->type == Type::location && type.type == Type::thing) move(id, {parent->id});
  return id;
}

void Writer::move(std::int64_t thing, const std::vector<std::int64_t>& locations) {
  changes_.move_thing(thing, locations, micros(parts_.now));
  after.moved = AfterCommit::Moved::something;
}

Result<Done> Writer::to_manys(const EntityType& type, std::int64_t id, const json::Object& body,
                              const std::string& where) {
  for (const Navigation& by : type.navigations) {
    if (!by.is_many() || by.target == Type::observed_property) continue;
    if (type.type == Type::historical_location) continue;  // its Locations are part of making it
    const json::Value* value = body.if_contains(by.name);
    if (value == nullptr) continue;
    const std::string name = where + std::string(by.name);
    if (!value->is_array()) return wrong(name, "a list of entities");
    if (auto good = to_many(type, id, by, value->get_array(), name); !good) return good;
  }
  return Done{};
}

Result<Done> Writer::to_many(const EntityType& type, std::int64_t id, const Navigation& by, const json::Array& list,
                             const std::string& where) {
  const EntityType& target = entity(by.target);
  if (type.type == Type::thing && by.target == Type::location) {
    Result<std::vector<std::int64_t>> ids = several(target, json::Value(list), where);
    if (!ids) return fail(std::move(ids));
    move(id, *ids);
    return Done{};
  }
  for (std::size_t i = 0; i < list.size(); ++i) {
    const std::string each = where + "[" + std::to_string(i) + "]";
    if (!list[i].is_object()) return wrong(each, "an entity");
    const json::Object& object = list[i].get_object();
    const std::optional<std::int64_t> link = link_of(object);
    if (by.target == Type::observation) {
      if (!type.is_series()) return wrong(each, "Observations inside a Datastream only");
      const std::string text = json::write(list[i]);
      JsonCursor in(text);
      Result<ObservationBody> read = read_observation_body(in);
      Result<lake::Observation> made = read ? observe(id, *read) : fail(std::move(read));
      if (!made) return fail(made.error().kind, made.error().code, each + "/" + made.error().detail);
    } else if (link && by.table.empty()) {
      if (load(parts_, target, {*link}).empty())
        return wrong(each, "the number of a " + std::string(target.name) + " that exists");
      if (auto good = may_change(target, *link); !good) return good;
      (void)changes_.change(target.kind, *link, {{std::string(by.mine), id}});
      if (target.is_series()) after.series.insert(*link);
    } else if (link && type.type == Type::location && by.target == Type::thing) {
      if (load(parts_, target, {*link}).empty()) return wrong(each, "the number of a Thing that exists");
      if (auto good = may_change(target, *link); !good) return good;
      move(*link, {id});
    } else if (link) {
      return wrong(each, "an entity of its own: this link is made from the other side");
    } else {
      Result<std::int64_t> made = create(target, object, Parent{&type, id}, each + "/");
      if (!made) return fail(std::move(made));
    }
  }
  return Done{};
}

Result<SeriesFacts> Writer::facts(std::int64_t series) {
  const auto known = sensing::series_by_id(tx_, lake::SeriesId{series});
  if (!known) return fail(ErrorKind::not_found, "url-unknown", "there is no such Datastream");
  SeriesFacts out{*known, 0};
  const auto place = tx_.query_one("SELECT min(location) FROM thing_location WHERE thing = $1", {known->thing});
  if (place->is_null(0)) {
    out.feature_now = known->feature;
    return out;
  }
  out.feature_now = changes_.feature_of(place->integer(0));
  if (out.series.feature == 0) {
    (void)changes_.change(sensing::Kind::datastream, series, {{"feature", out.feature_now}});
    out.series.feature = out.feature_now;
  }
  changes_.add_feature(series, out.feature_now);
  return out;
}

Result<Done> Writer::use_feature(std::int64_t series, std::int64_t feature) {
  if (load(parts_, entity(Type::feature), {feature}).empty())
    return wrong("FeatureOfInterest", "the number of a FeatureOfInterest that exists");
  changes_.add_feature(series, feature);
  return Done{};
}

Result<std::int64_t> Writer::feature_for(const SeriesFacts& facts, const ObservationBody& body) {
  std::int64_t feature = 0;
  const EntityType& type = entity(Type::feature);
  if (body.feature) {
    if (auto good = use_feature(static_cast<std::int64_t>(facts.series.id), *body.feature); !good)
      return fail(std::move(good));
    feature = *body.feature;
  } else if (body.new_feature) {
    const Result<json::Value> object = json::parse(*body.new_feature);
    if (!object || !object->is_object()) return wrong("FeatureOfInterest", "an entity");
    Result<std::int64_t> made = create(type, object->get_object(), std::nullopt, "FeatureOfInterest/");
    if (!made) return made;
    feature = *made;
  } else {
    return facts.unnamed_feature();
  }
  changes_.add_feature(static_cast<std::int64_t>(facts.series.id), feature);
  return feature == facts.series.feature ? 0 : feature;
}

Result<lake::Observation> Writer::observe(std::int64_t series, const ObservationBody& body) {
  const Result<SeriesFacts> known = facts(series);
  if (!known) return fail(known.error());
  if (auto good = may_observe(known->series); !good) return fail(std::move(good));
  Result<lake::Observation> out = to_observation(body, known->series, parts_.now);
  if (!out) return out;
  const Result<std::int64_t> feature = feature_for(*known, body);
  if (!feature) return fail(feature.error());
  out->feature = *feature;
  after.observations.push_back(*out);
  return out;
}

}  // namespace sas::sensorthings
