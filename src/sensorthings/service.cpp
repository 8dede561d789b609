#include "sensorthings/service.h"

#include "sensorthings/aggregates.h"
#include "sensorthings/json_text.h"
#include "sensorthings/live_observations.h"
#include "sensorthings/observation_door.h"
#include "sensorthings/options.h"
#include "sensorthings/read.h"

namespace sas::sensorthings {
namespace {

// What this service meets and tests/conformance proves; see docs/sensorthings.md for the test of each.
constexpr std::string_view conformance[] = {
    "http://www.opengis.net/spec/iot_sensing/1.1/req/datamodel",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/resource-path/resource-path-to-entities",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/request-data",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/create-update-delete/create-entity",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/create-update-delete/link-to-existing-entities",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/create-update-delete/deep-insert",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/create-update-delete/deep-insert-status-code",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/create-update-delete/update-entity",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/create-update-delete/update-entity-put",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/create-update-delete/update-entity-jsonpatch",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/create-update-delete/delete-entity",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/create-update-delete/historical-location-auto-creation",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/create-update-delete/historical-location-manual-creation",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/batch-request/batch-request",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/multi-datastream",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/data-array/data-array",
};

// Only where there is a broker.
constexpr std::string_view by_mqtt[] = {
    "http://www.opengis.net/spec/iot_sensing/1.1/req/create-observations-via-mqtt/observations-creation",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/receive-updates-via-mqtt/receive-updates",
};

BodyKind kind_of(const http::Request& request) {
  return request.header("content-type").starts_with("application/json-patch+json") ? BodyKind::json_patch
                                                                                   : BodyKind::json;
}

Reply reply_of(Answer answer) {
  return {200, std::move(answer.body), std::move(answer.type), {}};
}

// Where an Observation is posted to: "Observations", or those of one series.
struct ObservationSet {
  std::optional<Addressed> series;
};

std::optional<ObservationSet> observation_set(const ResourcePath& path) {
  const bool plain = path.ask == Ask::entities && path.last().type->type == Type::observation && !path.is_one();
  if (!plain) return std::nullopt;
  if (path.steps.size() == 1) return ObservationSet{};
  if (path.steps.size() != 2 || !path.steps[0].type->is_series()) return std::nullopt;
  const bool multi = path.steps[0].type->type == Type::multi_datastream;
  return ObservationSet{
      Addressed{*path.steps[0].id, multi ? ObservationBody::Named::multi : ObservationBody::Named::datastream}};
}

http::Response refused(const Error& error, const http::Request& request) {
  http::Response out = http::problem(error, request);
  if (error.kind == ErrorKind::unauthenticated) out.with("WWW-Authenticate", "Bearer");
  if (error.kind == ErrorKind::too_many || error.kind == ErrorKind::unavailable) out.with("Retry-After", "1");
  return out;
}

http::Response response_of(Reply reply) {
  http::Response out;
  out.status = reply.status;
  out.body = std::move(reply.body);
  if (!out.body.empty()) out.with("Content-Type", std::move(reply.type));
  if (!reply.location.empty()) out.with("Location", std::move(reply.location));
  return out;
}

}  // namespace

std::string Service::root_document() const {
  std::string out;
  ObjectText object(out);
  std::string& value = object.member("value");
  value += '[';
  for (const EntityType& type : all_entities()) {
    if (value.back() == '}') value += ',';
    ObjectText each(value);
    each.text("name", type.set);
    each.text("url", base_ + "/" + std::string(type.set));
    each.close();
  }
  value += ']';
  ObjectText settings(object.member("serverSettings"));
  std::string& list = settings.member("conformance");
  list += '[';
  for (const std::string_view each : conformance) {
    if (list.back() == '"') list += ',';
    append_quoted(list, each);
  }
  const std::string& broker = core_.parts().mqtt_endpoint;
  for (const std::string_view requirement : by_mqtt) {
    if (broker.empty()) break;
    list += ',';
    append_quoted(list, requirement);
  }
  list += ']';
  for (const std::string_view requirement : by_mqtt) {
    if (broker.empty()) break;
    ObjectText mqtt(settings.member(requirement));
    std::string& endpoints = mqtt.member("endpoints");
    endpoints += '[';
    append_quoted(endpoints, broker);
    endpoints += ']';
    mqtt.close();
  }
  ObjectText arrays(settings.member("http://www.opengis.net/spec/iot_sensing/1.1/req/data-array/data-array"));
  arrays.text("url", base_ + "/CreateObservations");
  arrays.close();
  settings.close();
  object.close();
  return out;
}

Result<Reply> Service::answer(const Question& question, const Access& access) {
  switch (question.method) {
    case http::Method::get:
    case http::Method::head:
      return get(question, access);
    case http::Method::post:
      return post(question, access);
    default:
      break;
  }
  Result<ResourcePath> path = parse_resource_path(question.path);
  if (!path) return fail(std::move(path));
  return change(question, *path, access);
}

Result<Reply> Service::get(const Question& question, const Access& access) {
  if (question.path.empty()) return Reply{200, root_document(), "application/json", {}};
  Result<ResourcePath> path = parse_resource_path(question.path);
  if (!path) return fail(std::move(path));
  if (path->ask == Ask::aggregates) {
    auto told =
        core_.read(access, [&](const ReadParts& parts) { return read_aggregates(parts, *path, question.query); });
    if (!told) return fail(std::move(told));
    return reply_of(std::move(*told));
  }
  Result<Options> options = parse_options(question.query);
  if (!options) return fail(std::move(options));
  auto read_answer = core_.read(access, [&](const ReadParts& parts) { return read(parts, base_, *path, *options); });
  if (!read_answer) return fail(std::move(read_answer));
  return reply_of(std::move(*read_answer));
}

Result<Reply> Service::post(const Question& question, const Access& access) {
  if (question.path == "CreateObservations") return create_observations(question, access);
  if (question.path == "$batch") return answer_batch(*this, question, access);
  Result<ResourcePath> path = parse_resource_path(question.path);
  if (!path) return fail(std::move(path));
  const std::optional<ObservationSet> set = observation_set(*path);
  if (!set) return change(question, *path, access);
  Result<Observed> made = observe_one(core_, access, question.body, set->series);
  if (!made) return fail(std::move(made));
  return created(*made);
}

Reply Service::created(const Observed& made) const {
  Reply out{201, {}, "application/json", base_ + "/Observations('" + to_text(key_of(made.observation)) + "')"};
  append_observation(out.body, made.observation, made.form, base_, Selection(), {});
  return out;
}

Result<Reply> Service::change(const Question& question, const ResourcePath& path, const Access& access) {
  Written written;
  auto done = core_.change(access, [&](Writer& writer) -> Result<Done> {
    Result<Written> out = write(writer, base_, question.method, path, question.body, question.kind);
    if (!out) return fail(std::move(out));
    written = std::move(*out);
    return Done{};
  });
  if (!done) return fail(std::move(done));
  Reply out{written.status, {}, "application/json", written.status == 201 ? written.location : std::string()};
  if (written.location.empty()) return out;
  const Result<ResourcePath> there = parse_resource_path(std::string_view(written.location).substr(base_.size() + 1));
  if (!there) return fail(there.error());
  auto now = core_.read(access, [&](const ReadParts& parts) { return read(parts, base_, *there, Options{}); });
  // What was made may not be visible to who made it: a Sensor without a Datastream, for a credential of one Thing.
  if (now)
    out.body = std::move(now->body);
  else
    out.body = "{\"@iot.id\":" + written.id + "}";
  return out;
}

Result<Reply> Service::create_observations(const Question& question, const Access& access) {
  auto keys = observe_rows(core_, access, question.body);
  if (!keys) return fail(std::move(keys));
  Reply out{201, "[", "application/json", {}};
  out.body.reserve(keys->size() * (base_.size() + 48) + 2);
  for (const auto& key : *keys) {
    if (out.body.size() > 1) out.body += ',';
    if (key)
      append_quoted(out.body, base_ + "/Observations('" + to_text(*key) + "')");
    else
      out.body += "\"error\"";
  }
  out.body += ']';
  return out;
}

http::Response Service::observe_later(const std::shared_ptr<Service>& self, Observed made,
                                      const http::Request& request) {
  struct Ready {
    http::Response response;
    http::Request request;  // as much of it as an error tells
    lake::Observation observation;
  };
  const auto ready = std::make_shared<Ready>();
  ready->response = response_of(self->created(made));
  ready->request.trace_id = request.trace_id;
  ready->observation = std::move(made.observation);
  http::Response out;
  out.later = [self, ready](const http::Answer& answer) {
    self->core_.take_later(std::move(ready->observation), [self, ready, answer](const Result<Done>& stored) {
      answer(stored ? std::move(ready->response) : refused(stored.error(), ready->request));
    });
  };
  return out;
}

std::optional<Result<http::Response>> Service::events(const std::shared_ptr<Service>& self, const Question& question,
                                                      const Access& access, const http::Request& request) {
  if (question.method != http::Method::get || !wants_events(request)) return std::nullopt;
  const Result<ResourcePath> path = parse_resource_path(question.path);
  if (!path) return fail(path.error());
  const Result<Options> options = parse_options(question.query);
  if (!options) return fail(options.error());
  const std::shared_ptr<Core> core(self, &self->core_);
  return live_observations(core, self->base_, *path, *options, access, request);
}

http::Response Service::handle(const std::shared_ptr<Service>& self, const http::Request& request) {
  const Result<Access> access = self->gate_.access_of(request);
  if (!access) return refused(access.error(), request);
  Question question;
  question.method = request.method;
  question.path = std::string_view(request.path).substr(std::min(request.path.size(), root_path.size()));
  if (question.path.starts_with('/')) question.path.remove_prefix(1);
  const std::string_view target = request.raw_target;
  if (const std::size_t mark = target.find('?'); mark != std::string_view::npos)
    question.query = target.substr(mark + 1, target.find('#') - mark - 1);
  question.body = request.body;
  question.kind = kind_of(request);
  const std::string content_type = request.header("content-type");
  question.content_type = content_type;
  // Changes come with a credential, and what it lacks is told before what is asked is looked at.
  const bool reading = request.method == http::Method::get || request.method == http::Method::head;
  if (!reading && access->reach == Access::Reach::open_only && question.path != "$batch")
    return refused({ErrorKind::unauthenticated, "token-missing", "changing needs a token: Authorization: Bearer …", {}},
                   request);
  if (request.method == http::Method::post && question.path.ends_with("Observations")) {
    const Result<ResourcePath> path = parse_resource_path(question.path);
    const std::optional<ObservationSet> set = path ? observation_set(*path) : std::nullopt;
    if (set) {
      Result<std::optional<Observed>> made = read_plain(self->core_, *access, question.body, set->series);
      if (!made) return refused(made.error(), request);
      if (*made) return observe_later(self, std::move(**made), request);
    }
  }
  if (auto stream = events(self, question, *access, request)) {
    if (!*stream) return refused(stream->error(), request);
    return std::move(**stream).with("Access-Control-Allow-Origin", "*");
  }
  Result<Reply> reply = self->answer(question, *access);
  if (!reply) return refused(reply.error(), request);
  http::Response out = response_of(std::move(*reply));
  // Open data is for the pages of others as well; no cookie ever comes here.
  if (reading) out.with("Access-Control-Allow-Origin", "*");
  return out;
}

}  // namespace sas::sensorthings
