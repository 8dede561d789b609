#pragma once
#include <optional>
#include <string>

#include "base/config.h"
#include "catalogue/product.h"

namespace sas::catalogue {

/// Reads one product folder. None, and at least one problem, when something required lacks.
[[nodiscard]] std::optional<Product> load_product(const std::string& folder,
                                                  const std::vector<std::string_view>& themes,
                                                  config::Problems& problems);

}  // namespace sas::catalogue
