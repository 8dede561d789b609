#include "sensorthings/sensorthings.h"

#include <memory>

#include "sensorthings/service.h"

namespace sas::sensorthings {
namespace {

constexpr std::size_t entity_limit = 1024 * 1024;
constexpr std::size_t batch_limit = 4 * 1024 * 1024;
constexpr std::size_t rows_limit = 16 * 1024 * 1024;

}  // namespace

void add_sensorthings_routes(http::Router& router, const SensorThingsParts& parts) {
  const auto service = std::make_shared<Service>(parts);
  const auto add = [&](http::Method method, const std::string& below, std::size_t limit, std::string summary) {
    http::Route route;
    route.method = method;
    route.pattern = std::string(root_path) + below;
    route.audience = http::Audience::api;
    route.handler = [service](const http::Request& request) { return Service::handle(service, request); };
    route.summary = std::move(summary);
    route.max_body = limit;
    router.add(std::move(route));
  };
  add(http::Method::get, "", entity_limit,
      "OGC SensorThings API 1.1: what there is, and what this service conforms to");
  add(http::Method::get, "/{rest...}", entity_limit,
      "SensorThings: entities, Observations and Aggregates (18-088 clause 9)");
  add(http::Method::post, "/{rest...}", entity_limit,
      "SensorThings: make an entity with all inside it (18-088 clause 10.2)");
  add(http::Method::patch, "/{rest...}", entity_limit, "SensorThings: change an entity (18-088 clause 10.3)");
  add(http::Method::put, "/{rest...}", entity_limit, "SensorThings: replace an entity (18-088 clause 10.3)");
  add(http::Method::del, "/{rest...}", entity_limit, "SensorThings: remove an entity and what cannot be without it");
  add(http::Method::post, "/CreateObservations", rows_limit, "SensorThings: Observations in rows (18-088 clause 12.2)");
  add(http::Method::post, "/$batch", batch_limit, "SensorThings: several requests in one (18-088 clause 11)");
}

}  // namespace sas::sensorthings
