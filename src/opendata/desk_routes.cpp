#include "opendata/desk_routes.h"

#include "people/receive.h"

namespace sas::opendata {

void DeskRoutes::put(http::Route route, people::PageHandler page) const {
  route.max_body = most_text_;
  route.handler = gate_.staff({people::Role::editor, people::Role::administrator}, std::move(page));
  router_.add(std::move(route));
}

void DeskRoutes::add(http::Method method, std::string pattern, std::string summary, people::PageHandler page) const {
  http::Route route;
  route.method = method;
  route.pattern = std::move(pattern);
  route.summary = std::move(summary);
  put(std::move(route), std::move(page));
}

void DeskRoutes::add_upload(std::string pattern, std::string summary, people::PageHandler page) const {
  http::Route route;
  route.method = http::Method::post;
  route.pattern = std::move(pattern);
  route.summary = std::move(summary);
  route.spool = spool_;
  put(std::move(route), [&gate = gate_, page = std::move(page)](const people::Visit& visit) -> Result<http::Response> {
    return people::receive_body(gate, visit, page);
  });
}

}  // namespace sas::opendata
