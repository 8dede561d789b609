#pragma once
#include <optional>

#include "lake/observation.h"
#include "sensing/intake.h"
#include "sensing/registry.h"

/// What a value is worth: flags by the rules of its series. Pure.
namespace sas::sensing {

/// What must be remembered of a series to judge its next value.
struct SeriesMemory {
  std::optional<lake::Moment> last_time;
  std::optional<double> last_value;
  lake::Moment same_since{};  ///< time of the first of the values that have been equal since
};

/// The flags of lake::quality for `reading`, which was received at `received`. A value that is not newer than the last
/// one is judged by itself only: order in time is what freezing, jumps and gaps are about.
[[nodiscard]] std::uint32_t judge(const Series& series, const SeriesMemory& before, const lake::Observation& reading,
                                  lake::Moment received, Arrival arrival);

/// The memory after that reading; unchanged by one that is not newer.
[[nodiscard]] SeriesMemory after(const SeriesMemory& before, const lake::Observation& reading);

}  // namespace sas::sensing
