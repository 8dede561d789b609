#pragma once
#include <string>

#include "city/now.h"
#include "http/router.h"

/// The page as data: one row for each meter. Private to this room.
namespace sas::city {

[[nodiscard]] std::string as_json(const CityNow& now);
[[nodiscard]] std::string as_csv(const CityNow& now);
/// What a row holds, for OpenAPI.
[[nodiscard]] std::vector<http::Field> row_fields();

}  // namespace sas::city
