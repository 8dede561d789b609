#pragma once
#include <cmath>

#include "base/random.h"

/// Draws from distributions. Own code and not <random>, whose distributions differ between libraries: a seed must give the same town
/// everywhere.
namespace sas::practice {

[[nodiscard]] inline bool happens(SeededRandom& random, double chance) { return random.unit() < chance; }

/// Standard normal, by the method of Box and Muller.
[[nodiscard]] inline double normal(SeededRandom& random) {
  const double u = 1 - random.unit();
  return std::sqrt(-2 * std::log(u)) * std::cos(6.283185307179586 * random.unit());
}

[[nodiscard]] inline double log_normal(SeededRandom& random, double median, double sigma) {
  return median * std::exp(sigma * normal(random));
}

[[nodiscard]] inline double exponential(SeededRandom& random, double mean) { return -mean * std::log(1 - random.unit()); }

}  // namespace sas::practice
