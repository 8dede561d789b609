#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sas::harvest {

/// One page of features. Pure.
struct FeaturePage {
  std::vector<std::string> features;  ///< each as JSON text
  std::string next;                   ///< address of the next page; empty: that was all
};

/// Reads a page that came from `url`: a link "next" (OGC API Features), or `exceededTransferLimit` (ArcGIS), which is
/// answered with the next `resultOffset`. `before` is how many features the pages before it held. Errors:
/// `harvest-pages`.
[[nodiscard]] Result<FeaturePage> read_feature_page(std::string_view body, std::string_view url, std::uint64_t before);

}  // namespace sas::harvest
