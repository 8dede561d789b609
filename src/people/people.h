#pragma once
#include <span>
#include <vector>

#include "base/embedded.h"
#include "store/store.h"

namespace sas::people {

/// Schema steps 30-39.
[[nodiscard]] std::vector<store::Migration> migrations();
/// The texts of this room, for html::Texts::load: login, acting for someone else, and every error that has no text of
/// its own.
[[nodiscard]] std::span<const embedded::File> texts();

}  // namespace sas::people
