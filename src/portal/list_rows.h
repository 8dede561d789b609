#pragma once
#include <span>
#include <string>
#include <vector>

#include "http/router.h"
#include "portal/frame.h"
#include "portal/search_index.h"

namespace sas::portal {

/// The list of data sets as data: one row each, the same in JSON and CSV.
[[nodiscard]] std::string list_json(const Publisher& publisher, const std::vector<ShownSet>& sets,
                                    std::span<const std::size_t> chosen, Instant now);
[[nodiscard]] std::string list_csv(const Publisher& publisher, const std::vector<ShownSet>& sets,
                                   std::span<const std::size_t> chosen, Instant now);
/// For OpenAPI.
[[nodiscard]] std::vector<http::Field> list_fields();

}  // namespace sas::portal
