#pragma once
#include <cmath>
#include <cstdint>

namespace sas::privacy {

/// True when `hits` out of `trials` cannot be an accident at this chance per trial: more than six standard deviations
/// above what is expected. With ten trials at 1/11 that takes seven hits, with 500 it takes 17 %.
[[nodiscard]] inline bool exceeds_chance(std::uint64_t trials, std::uint64_t hits, double chance) {
  const double n = static_cast<double>(trials);
  return static_cast<double>(hits) - n * chance > 6 * std::sqrt(n * chance * (1 - chance));
}

}  // namespace sas::privacy
