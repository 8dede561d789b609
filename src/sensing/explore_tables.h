#pragma once
#include <vector>

#include "lake/sandbox.h"
#include "sensing/explore_pages.h"

/// What an analyst may ask about; private to this room.
namespace sas::sensing {

/// The days that `hourly` reaches back; `events` begins where the ledger does.
inline constexpr std::chrono::days explored{92};

struct ExploreTables {
  std::vector<lake::SandboxTable> tables;
  std::vector<lake::SandboxFiles> files;
};

/// `series`, `hourly`, `areas`, `area_hourly` and `events` as they are now. Errors of the stores.
[[nodiscard]] Result<ExploreTables> explore_tables(const ExploreParts& parts);

}  // namespace sas::sensing
