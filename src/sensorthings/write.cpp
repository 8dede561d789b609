#include "sensorthings/write.h"

#include "sensorthings/entity_json.h"
#include "sensorthings/json_patch.h"
#include "sensorthings/json_text.h"
#include "sensorthings/observation_query.h"

namespace sas::sensorthings {
namespace {

tl::unexpected<Error> not_here() {
  return fail(ErrorKind::invalid, "method-not-allowed",
              "this address does not take that: POST goes to a set, PATCH, PUT and DELETE go to one entity");
}

Result<json::Object> object_of(std::string_view body) {
  Result<json::Value> value = json::parse(body);
  if (!value) return fail(ErrorKind::invalid, "json-invalid", "the body is no JSON: " + value.error().detail);
  if (!value->is_object()) return fail(ErrorKind::invalid, "body-invalid", "the body: expected a JSON object");
  return std::move(value->get_object());
}

Written made(std::string_view base, const lake::Observation& o, int status) {
  std::string id;
  append_quoted(id, to_text(key_of(o)));
  return {status, std::string(base) + "/Observations('" + to_text(key_of(o)) + "')", std::move(id)};
}

class Change {
 public:
  Change(Writer& writer, std::string_view base, const ResourcePath& path, std::string_view body, BodyKind kind)
      : writer_(writer), base_(base), path_(path), body_(body), kind_(kind) {}

  Result<Written> run(http::Method method) {
    if (path_.ask != Ask::entities) return not_here();
    if (method == http::Method::post) return path_.is_one() ? not_here() : post();
    if (!path_.is_one()) return not_here();
    Result<Place> place = find_place(writer_.parts(), path_.steps);
    if (!place) return fail(std::move(place));
    switch (method) {
      case http::Method::patch:
        return place->observation ? correct(*place, Writer::Extent::named) : change(*place, Writer::Extent::named);
      case http::Method::put:
        return place->observation ? correct(*place, Writer::Extent::all) : change(*place, Writer::Extent::all);
      case http::Method::del:
        return remove(*place);
      default:
        return not_here();
    }
  }

 private:
  Result<Written> post() {
    std::optional<Writer::Parent> parent;
    if (path_.steps.size() > 1) {
      Result<Place> place = find_place(writer_.parts(), std::span(path_.steps).first(path_.steps.size() - 1));
      if (!place) return fail(std::move(place));
      parent = Writer::Parent{place->type, place->id};
    }
    const EntityType& type = *path_.last().type;
    if (type.type == Type::observation) return observe(parent);
    Result<json::Object> object = object_of(body_);
    if (!object) return fail(std::move(object));
    Result<std::int64_t> id = writer_.create(type, *object, parent);
    if (!id) return fail(std::move(id));
    return Written{201, self_link(base_, type, *id), std::to_string(*id)};
  }

  Result<Written> observe(const std::optional<Writer::Parent>& parent) {
    JsonCursor in(body_);
    Result<ObservationBody> read = read_observation_body(in);
    if (!read) return fail(std::move(read));
    if (!in.at_end()) return fail(ErrorKind::invalid, "json-invalid", "the body goes on after its object");
    if (parent && parent->type->is_series()) read->series = parent->id;
    if (parent && parent->type->type == Type::feature) read->feature = parent->id;
    if (!read->series) return fail(ErrorKind::invalid, "body-invalid", "Datastream: expected {\"@iot.id\": number}");
    Result<lake::Observation> out = writer_.observe(*read->series, *read);
    if (!out) return fail(std::move(out));
    return made(base_, *out, 201);
  }

  // Its properties as they are, to be patched.
  Result<json::Value> document(const Place& place) {
    const auto rows = load(writer_.parts(), *place.type, {place.id});
    json::Object out;
    for (const Property& property : place.type->properties) {
      if (property.need == Need::read_only) continue;
      std::string text;
      append_property(text, *place.type, rows.at(place.id), property, {});
      Result<json::Value> value = json::parse(text);
      if (value && !value->is_null()) out[property.name] = std::move(*value);
    }
    return json::Value(std::move(out));
  }

  Result<Written> change(const Place& place, Writer::Extent extent) {
    Result<json::Object> object = json::Object{};
    if (kind_ == BodyKind::json_patch) {
      const Result<json::Value> patch = json::parse(body_);
      if (!patch) return fail(ErrorKind::invalid, "json-invalid", "the body is no JSON: " + patch.error().detail);
      Result<json::Value> before = document(place);
      if (!before) return fail(std::move(before));
      Result<json::Value> after = patched(std::move(*before), *patch);
      if (!after) return fail(std::move(after));
      if (!after->is_object()) return fail(ErrorKind::invalid, "body-invalid", "the patch leaves no entity");
      object = std::move(after->get_object());
      extent = Writer::Extent::all;
    } else {
      object = object_of(body_);
    }
    if (!object) return fail(std::move(object));
    if (auto good = writer_.update(*place.type, place.id, *object, extent); !good) return fail(std::move(good));
    return Written{200, self_link(base_, *place.type, place.id), std::to_string(place.id)};
  }

  // An Observation told anew. With another result it is a correction, which the lake keeps the earlier one of; with
  // another key, or the same result and something else beside it, the earlier one is taken out.
  Result<Written> correct(const Place& place, Writer::Extent extent) {
    if (kind_ == BodyKind::json_patch)
      return fail(ErrorKind::unsupported, "patch-kind", "an Observation takes a JSON object, not a JSON Patch");
    JsonCursor in(body_);
    Result<ObservationBody> body = read_observation_body(in);
    if (!body) return fail(std::move(body));
    if (!in.at_end()) return fail(ErrorKind::invalid, "json-invalid", "the body goes on after its object");
    const lake::Observation& old = *place.observation;
    const auto series = static_cast<std::int64_t>(old.series);
    if (body->series && *body->series != series)
      return fail(ErrorKind::invalid, "body-invalid", "Datastream: an Observation stays with its Datastream");
    if (extent == Writer::Extent::all && !body->result)
      return fail(ErrorKind::invalid, "result-missing", "result: an Observation must have one");
    Result<SeriesFacts> facts = writer_.facts(series);
    if (!facts) return fail(std::move(facts));
    if (auto good = writer_.may_observe(facts->series); !good) return fail(std::move(good));
    lake::Observation now = old;
    now.received = {};
    if (extent == Writer::Extent::all) now.extra.clear();
    if (body->result)
      if (auto good = set_result(now, *body->result, facts->series); !good) return fail(std::move(good));
    if (body->phenomenon) {
      now.time = body->phenomenon->from;
      now.until = body->phenomenon->until;
    }
    if (body->result_time || extent == Writer::Extent::all) now.result_time = body->result_time;
    if (!body->extra.empty()) now.extra = body->extra;
    if (body->feature) {
      if (auto good = writer_.use_feature(series, *body->feature); !good) return fail(std::move(good));
      now.feature = *body->feature == facts->series.feature ? 0 : *body->feature;
    }
    const bool other_key = !(key_of(now) == key_of(old));
    const bool same_result = now.value == old.value && now.text == old.text;
    if (other_key || same_result) writer_.after.removed.push_back(old);
    writer_.after.observations.push_back(now);
    return made(base_, now, 200);
  }

  Result<Written> remove(const Place& place) {
    if (!place.observation) {
      if (auto good = writer_.remove(*place.type, place.id); !good) return fail(std::move(good));
      return Written{200, {}, {}};
    }
    Result<SeriesFacts> facts = writer_.facts(static_cast<std::int64_t>(place.observation->series));
    if (!facts) return fail(std::move(facts));
    if (auto good = writer_.may_observe(facts->series); !good) return fail(std::move(good));
    writer_.after.removed.push_back(*place.observation);
    return Written{200, {}, {}};
  }

  Writer& writer_;
  std::string_view base_;
  const ResourcePath& path_;
  std::string_view body_;
  BodyKind kind_;
};

}  // namespace

Result<Written> write(Writer& writer, std::string_view base, http::Method method, const ResourcePath& path,
                      std::string_view body, BodyKind kind) {
  return Change(writer, base, path, body, kind).run(method);
}

}  // namespace sas::sensorthings
