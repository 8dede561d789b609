#include "sensorthings/observation_body.h"

#include "base/json.h"
#include "sensorthings/json_text.h"

namespace sas::sensorthings {
namespace {

using Kind = sensing::SeriesDescription::Kind;

tl::unexpected<Error> wrong(std::string_view name, std::string_view expected) {
  return fail(ErrorKind::invalid, "body-invalid", std::string(name) + ": expected " + std::string(expected));
}

tl::unexpected<Error> broken(const JsonCursor& in) {
  return fail(ErrorKind::invalid, "json-invalid", "the body is no JSON at byte " + std::to_string(in.place()));
}

Result<Done> read_time(JsonCursor& in, std::string_view name, std::optional<Time>& out) {
  if (in.word("null")) return Done{};
  const auto text = in.plain_text();
  if (!text) return wrong(name, "a time as in \"2026-04-03T10:15:30Z\"");
  out = parse_time(*text);
  if (!out) return wrong(name, "a time as in \"2026-04-03T10:15:30Z\", or two with a slash, the earlier first");
  return Done{};
}

void add_extra(ObservationBody& out, std::string_view name, std::string_view json) {
  if (out.extra.empty())
    out.extra = "{";
  else
    out.extra.back() = ',';
  append_quoted(out.extra, name);
  out.extra += ':';
  out.extra += json;
  out.extra += '}';
}

Result<Done> read_extra(JsonCursor& in, std::string_view name, ObservationBody& out) {
  std::string_view json;
  if (!in.value(json)) return broken(in);
  if (json == "null") return Done{};
  if (name == "parameters" && json.front() != '{') return wrong(name, "an object");
  if (name == "validTime") {
    if (json.front() != '"' || !parse_time(json.substr(1, json.size() - 2)))
      return wrong(name, "two times with a slash, the earlier first");
  }
  add_extra(out, name, json);
  return Done{};
}

// {"@iot.id": 3}: the number when that is all there is.
std::optional<std::int64_t> only_id(std::string_view json) {
  JsonCursor in(json);
  std::int64_t id = 0;
  if (!in.take('{') || in.plain_text() != "@iot.id" || !in.take(':')) return std::nullopt;
  if (const auto text = in.plain_text()) {
    JsonCursor inside(*text);
    if (!inside.whole(id) || !inside.at_end()) return std::nullopt;
  } else if (!in.whole(id)) {
    return std::nullopt;
  }
  if (!in.take('}')) return std::nullopt;
  return id;
}

Result<Done> read_link(JsonCursor& in, std::string_view name, ObservationBody& out) {
  std::string_view json;
  if (!in.value(json)) return broken(in);
  const std::optional<std::int64_t> id = only_id(json);
  if (name == "FeatureOfInterest") {
    if (id)
      out.feature = id;
    else if (json.starts_with('{'))
      out.new_feature = json;
    else
      return wrong(name, "{\"@iot.id\": number} or an entity");
    return Done{};
  }
  if (!id) return wrong(name, "{\"@iot.id\": number} of one that exists");
  if (out.named != ObservationBody::Named::neither) return wrong(name, "a Datastream or a MultiDatastream, not both");
  out.named = name == "Datastream" ? ObservationBody::Named::datastream : ObservationBody::Named::multi;
  out.series = id;
  return Done{};
}

tl::unexpected<Error> wrong_type(std::string_view expected) {
  return fail(ErrorKind::invalid, "result-type", "result: expected " + std::string(expected));
}

Result<Done> set_number(lake::Observation& out, std::string_view json) {
  JsonCursor in(json);
  double value = 0;
  if (!in.number(value) || !in.at_end()) return wrong_type("a number that fits");
  out.value = value;
  return Done{};
}

Result<Done> set_text(lake::Observation& out, std::string_view json) {
  JsonCursor in(json);
  if (!in.text(out.text) || !in.at_end() || out.text.empty()) return wrong_type("a text that is not empty");
  return Done{};
}

}  // namespace

Result<Done> read_observation_member(JsonCursor& in, std::string_view name, ObservationBody& out) {
  if (name == "result") {
    std::string_view json;
    if (!in.value(json)) return broken(in);
    out.result = json;
    return Done{};
  }
  if (name == "phenomenonTime") return read_time(in, name, out.phenomenon);
  if (name == "resultTime") {
    std::optional<Time> time;
    if (auto good = read_time(in, name, time); !good) return good;
    if (time && time->until) return wrong(name, "one moment");
    if (time) out.result_time = time->from;
    return Done{};
  }
  if (name == "resultQuality" || name == "validTime" || name == "parameters") return read_extra(in, name, out);
  if (name == "Datastream" || name == "MultiDatastream" || name == "FeatureOfInterest") return read_link(in, name, out);
  if (name == "FeatureOfInterest/id" || name == "FeatureOfInterest/@iot.id") {
    std::int64_t id = 0;
    if (!in.whole(id)) return wrong(name, "a number");
    out.feature = id;
    return Done{};
  }
  std::string_view ignored;
  // @iot.id and links are told by the service; a client may send back what it was given.
  if (name.find("@iot.") != std::string_view::npos || name == "id")
    return in.value(ignored) ? Result<Done>(Done{}) : broken(in);
  return wrong(name.substr(0, 60), "a property that an Observation has");
}

Result<ObservationBody> read_observation_body(JsonCursor& in) {
  ObservationBody out;
  if (!in.take('{')) return wrong("the body", "a JSON object");
  if (in.take('}')) return out;
  do {
    std::string_view name;
    std::string decoded;
    if (const auto plain = in.plain_text()) {
      name = *plain;
    } else {
      if (!in.text(decoded)) return broken(in);
      name = decoded;
    }
    if (!in.take(':')) return broken(in);
    if (auto good = read_observation_member(in, name, out); !good) return fail(std::move(good));
  } while (in.take(','));
  if (!in.take('}')) return broken(in);
  return out;
}

Result<Done> set_result(lake::Observation& out, std::string_view json, const sensing::Series& series) {
  out.value.reset();
  out.text.clear();
  if (series.is_multi) {
    if (!json.starts_with('[')) return wrong_type("a JSON array, one value for each ObservedProperty");
    out.text = json;
    return Done{};
  }
  switch (series.kind) {
    case Kind::measurement:
    case Kind::count:
      return set_number(out, json);
    case Kind::truth:
      if (json != "true" && json != "false") return wrong_type("true or false");
      out.value = json == "true" ? 1 : 0;
      return Done{};
    case Kind::category:
    case Kind::text:
      return set_text(out, json);
    case Kind::json:
      out.text = json;
      return Done{};
  }
  return Done{};
}

Result<lake::Observation> to_observation(const ObservationBody& body, const sensing::Series& series, lake::Moment now) {
  if (!body.result) return fail(ErrorKind::invalid, "result-missing", "result: an Observation must have one");
  lake::Observation out;
  out.series = series.id;
  out.time = body.phenomenon ? body.phenomenon->from : now;
  if (body.phenomenon) out.until = body.phenomenon->until;
  out.result_time = body.result_time;
  out.extra = body.extra;
  if (auto good = set_result(out, *body.result, series); !good) return fail(std::move(good));
  return out;
}

}  // namespace sas::sensorthings
