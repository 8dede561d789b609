#pragma once
#include <string>
#include <vector>

#include "releases/release.h"

namespace sas::portal {

/// What differs between two releases of a set, measured from what they hold. Pure.
struct VersionDiff {
  std::int64_t rows = 0;  ///< more (or fewer) than before
  std::vector<std::string> columns_new, columns_gone, columns_retyped;
  std::vector<std::string> formats_new, formats_gone;
  enum class Content { same, other } content = Content::other;  ///< same: the CSV file is equal to the last byte
};
[[nodiscard]] VersionDiff diff(const releases::Release& before, const releases::Release& after);

}  // namespace sas::portal
