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

// Programs send no language, so whoever reads this gets both.
Error asked_too_often(const Frame& frame, const Allowance& allowance) {
  const std::string text = allowance.key == Allowance::Key::none     ? "portal.too-often.none"
                           : allowance.key == Allowance::Key::counts ? "portal.too-often.counts"
                                                                     : "portal.too-often.counts-not";
  const std::string& url = frame.publisher().public_url;
  const auto in = [&](Language language) {
    return frame.texts().get(language, text,
                             {{"keys", url + "/data/ontwikkelaars#sleutel"}, {"file", url + "/data/{set}/csv"}});
  };
  return {ErrorKind::too_many, "too-many-requests", in(Language::nl) + " / " + in(Language::en), {}};
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
        const Allowance allowance = counter->limit.take(request);
        if (!allowance.wait) return with_limits(handler(request), allowance);
        http::Response refused = http::problem(asked_too_often(counter->frame, allowance), request);
        return with_limits(open_to_all(std::move(refused)), allowance);
      },
      std::move(media_type));
}

void add_portal(http::Router& router, const PortalParts& parts) {
  const auto counter = std::make_shared<Counter>(parts);
  add_list_pages(router, counter);
  add_set_pages(router, counter);
  add_version_pages(router, counter);
  add_developer_pages(router, counter);
  add_key_pages(router, counter);
  add_downloads(router, counter);
  add_feeds(router, counter);
  add_catalogue(router, counter);
  add_ckan(router, counter);
  add_features(router, counter);
  add_records(router, counter);
  add_tiles(router, counter);
}

}  // namespace sas::portal
