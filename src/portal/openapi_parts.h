#pragma once
#include <string_view>

#include "base/json.h"

/// Pieces of an API definition (OpenAPI 3.0) that the doors of OGC share. Pure.
namespace sas::portal {

/// `where` is "path" or "query"; what stands in a path is required.
[[nodiscard]] json::Object api_parameter(std::string_view name, std::string_view where, json::Object schema,
                                         std::string_view text);
/// A path with one GET: 200 with `type`, 400 and 404.
[[nodiscard]] json::Object api_get(std::string_view id, std::string_view summary, json::Array parameters,
                                   std::string_view type);

}  // namespace sas::portal
