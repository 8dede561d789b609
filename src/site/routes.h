#pragma once
#include <string>
#include <utility>

#include "http/router.h"

namespace sas::site {

/// Adds one line to the route table; for the files of this room only.
inline void add_route(http::Router& router, http::Method method, std::string pattern, std::string summary,
                      http::Handler handler, std::size_t max_body = 64 * 1024,
                      std::vector<http::Field> rows = {}) {
  http::Route route;
  route.method = method;
  route.pattern = std::move(pattern);
  route.summary = std::move(summary);
  route.handler = std::move(handler);
  route.max_body = max_body;
  route.rows = std::move(rows);
  router.add(std::move(route));
}

}  // namespace sas::site
