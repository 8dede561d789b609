#pragma once
#include <string>
#include <utility>

#include "http/router.h"

namespace sas::promises {

/// Adds one line to the route table; for the files of this room only.
inline void add_route(http::Router& router, http::Method method, std::string pattern, std::string summary, http::Handler handler,
                      std::vector<http::Field> rows = {}) {
  http::Route route;
  route.method = method;
  route.pattern = std::move(pattern);
  route.summary = std::move(summary);
  route.handler = std::move(handler);
  route.rows = std::move(rows);
  router.add(std::move(route));
}

}  // namespace sas::promises
