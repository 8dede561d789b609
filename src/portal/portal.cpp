#include "portal/portal.h"

#include "http/conditional.h"
#include "portal/counter.h"

namespace sas::portal {

http::Response open_to_all(http::Response response) {
  response.with("Access-Control-Allow-Origin", "*").with("Cross-Origin-Resource-Policy", "cross-origin");
  return response;
}

http::Response open_document(std::string body, std::string_view media_type) {
  http::Response response;
  response.body = std::move(body);
  response.with("Content-Type", std::string(media_type));
  return open_to_all(http::with_etag(std::move(response)));
}

Error unknown_set() {
  return {ErrorKind::not_found, "dataset-unknown", "there is no data set of that name", {}};
}

http::Route bare_route(std::string pattern, std::string summary, http::Handler handler, std::string media_type) {
  http::Route route;
  route.pattern = std::move(pattern);
  route.audience = http::Audience::api;
  route.handler = std::move(handler);
  route.summary = std::move(summary);
  route.response_type = std::move(media_type);
  return route;
}

http::Route open_route(const SharedCounter& counter, std::string pattern, std::string summary, http::Handler handler,
                       std::string media_type) {
  return bare_route(
      std::move(pattern), std::move(summary),
      [counter, handler = std::move(handler)](const http::Request& request) {
        const auto wait = counter->limit.take(request);
        if (!wait) return handler(request);
        http::Response refused = http::problem(asked_too_often(), request);
        return open_to_all(refused.with("Retry-After", std::to_string(wait->count())));
      },
      std::move(media_type));
}

void add_portal(http::Router& router, const PortalParts& parts) {
  const auto counter = std::make_shared<Counter>(parts);
  add_list_pages(router, counter);
  add_set_pages(router, counter);
  add_version_pages(router, counter);
  add_developer_pages(router, counter);
  add_downloads(router, counter);
  add_feeds(router, counter);
  add_catalogue(router, counter);
  add_ckan(router, counter);
  add_features(router, counter);
  add_records(router, counter);
  add_tiles(router, counter);
}

}  // namespace sas::portal
