#pragma once
#include <memory>
#include <span>

#include "store/store.h"

namespace sas::store {

/// The embedded default: one file, write-ahead log, every commit flushed to the disk before anybody is answered.
[[nodiscard]] Result<std::unique_ptr<Store>> open_sqlite(const OpenOptions& options,
                                                         std::span<const Migration> migrations);

}  // namespace sas::store
