#pragma once
#include <vector>

#include "store/store.h"

namespace sas {

/// The migrations of all rooms.
[[nodiscard]] std::vector<store::Migration> schema();

}  // namespace sas
