#pragma once
#include <string>
#include <utility>
#include <vector>

#include "http/router.h"

namespace sas::http {

/// A route that only gives: a page, or its twin for programs with the `rows` it holds.
[[nodiscard]] inline Route data_route(std::string pattern, std::string summary, Handler handler,
                                      std::vector<Field> rows = {}) {
  Route route;
  route.pattern = std::move(pattern);
  route.summary = std::move(summary);
  route.handler = std::move(handler);
  route.rows = std::move(rows);
  return route;
}

}  // namespace sas::http
