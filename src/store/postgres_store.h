#pragma once
#include <memory>
#include <span>

#include "store/store.h"

namespace sas::store {

/// For a city that outgrows one machine: several servers on one database. An advisory lock makes them write one after
/// another, so that the ledger stays without gaps.
[[nodiscard]] Result<std::unique_ptr<Store>> open_postgres(const OpenOptions& options,
                                                           std::span<const Migration> migrations);

}  // namespace sas::store
