#pragma once
#include <string>

#include "http/router.h"
#include "portal/counter.h"

namespace sas::portal {

/// OpenAPI 3.1 of everything that can be read without logging in under /data, /api/3/action, /ogc/v1 and /tiles: the
/// routes as the router has them, each action of CKAN by name, with their parameters. `example` is the set in the
/// examples; empty: none. Pure.
[[nodiscard]] std::string read_api_json(const Publisher& publisher, const http::Router& doors,
                                        std::string_view example);

/// Adds /data/openapi.json. `router` must not move afterwards.
void add_read_api(http::Router& router, const SharedCounter& counter);

}  // namespace sas::portal
