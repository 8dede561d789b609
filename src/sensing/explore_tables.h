#pragma once
#include <vector>

#include "lake/sandbox.h"
#include "sensing/explore_pages.h"

/// What an analyst may ask about; private to this room.
namespace sas::sensing {

/// The days that `hourly` and `events` reach back.
inline constexpr std::chrono::days explored{92};

/// `series`, `hourly` and `events` as they are now. Errors of the stores.
[[nodiscard]] Result<std::vector<lake::SandboxTable>> explore_tables(const ExploreParts& parts);

}  // namespace sas::sensing
