#pragma once
#include <vector>

#include "lake/sandbox.h"
#include "sensing/event_history.h"

/// What an analyst may ask about; private to this room.
namespace sas::sensing {

/// The days that `hourly` reaches back; `events` begins where the ledger does.
inline constexpr std::chrono::days explored{92};

struct ExploreSources {
  store::Store& records;
  lake::Lake& lake;
  const Clock& clock;
  EventHistory& history;  ///< of the lake
};

struct ExploreTables {
  std::vector<lake::SandboxTable> tables;
  std::vector<lake::SandboxFiles> files;
};

/// `series`, `hourly`, `areas`, `area_hourly` and `events` as they are now. Errors of the stores.
[[nodiscard]] Result<ExploreTables> explore_tables(const ExploreSources& sources);

}  // namespace sas::sensing
