#pragma once
#include <span>
#include <string_view>

namespace sas::practice {

struct Street {
  std::string_view area;         ///< neighbourhood of Zwolle
  int postcode = 0;              ///< the four digits
  std::string_view name;
};
/// Streets by neighbourhood. The names exist; house numbers, letters of postcodes and who lives there do not follow reality.
[[nodiscard]] std::span<const Street> streets();

}  // namespace sas::practice
