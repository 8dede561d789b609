#include "http/operations.h"

#include <memory>

#include "http/conditional.h"

namespace sas::http {
namespace {

Response plain(std::string text, int status = 200) {
  Response response;
  response.status = status;
  response.body = std::move(text);
  response.with("Content-Type", "text/plain; charset=utf-8");
  return response;
}

Response figures(const Metrics& metrics) {
  Response response = plain(metrics.render());
  response.headers.front().second = "text/plain; version=0.0.4; charset=utf-8";
  return response;
}

}  // namespace

void add_metrics(Router& router, const Metrics& metrics) {
  Route route;
  route.pattern = "/metrics";
  route.audience = Audience::api;
  route.handler = [&metrics](const Request&) { return figures(metrics); };
  route.summary = "Figures as Prometheus text";
  route.response_type = "text/plain";
  router.add(std::move(route));
}

void add_operations(Router& router, const Operations& operations) {
  const auto add = [&](std::string pattern, std::string summary, std::string type, Handler handler) {
    Route route;
    route.pattern = std::move(pattern);
    route.audience = Audience::api;
    route.handler = std::move(handler);
    route.summary = std::move(summary);
    route.response_type = std::move(type);
    router.add(std::move(route));
  };
  add("/healthz", "The process answers", "text/plain", [](const Request&) { return plain("ok\n"); });
  add("/readyz", "The service can do its work", "text/plain",
      [is_ready = operations.is_ready, notices = operations.notices](const Request& request) {
        if (const auto ready = is_ready ? is_ready() : Result<Done>(Done{}); !ready)
          return problem({ErrorKind::unavailable, ready.error().code, ready.error().detail, {}}, request);
        std::string text = "ready\n";
        if (notices)
          for (const std::string& line : notices()) text += line + "\n";
        return plain(std::move(text));
      });
  if (operations.figures == Operations::Figures::here)
    add("/metrics", "Figures as Prometheus text, for this machine only", "text/plain",
        [&metrics = operations.metrics](const Request& request) {
          if (!request.from_loopback) return problem({ErrorKind::not_found, "not-found", "", {}}, request);
          return figures(metrics);
        });
  const auto document = std::make_shared<std::string>();
  add("/openapi.json", "This document", "application/json",
      [document](const Request&) { return with_etag(json_response(*document)); });
  *document = router.openapi(operations.title, operations.version);
}

}  // namespace sas::http
