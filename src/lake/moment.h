#pragma once
#include <string>

#include "base/time.h"
#include "lake/observation.h"

namespace sas::lake {

/// "2026-06-01T12:00:00Z", with as many decimals of the second as it has.
[[nodiscard]] std::string format_moment(Moment moment);

[[nodiscard]] inline Moment moment_of(Instant instant) {
  return std::chrono::time_point_cast<std::chrono::microseconds>(instant);
}
/// Cut to the millisecond.
[[nodiscard]] inline Instant instant_of(Moment moment) {
  return std::chrono::floor<std::chrono::milliseconds>(moment);
}

}  // namespace sas::lake
