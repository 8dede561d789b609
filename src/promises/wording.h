#pragma once
#include <optional>
#include <string>

#include "html/texts.h"
#include "promises/scores.h"

namespace sas::promises {

/// "91% tot 97%".
[[nodiscard]] std::string between(const html::Say& say, const Score& score);
/// "3 dagen", "minder dan 1 dag", or that too many are still open.
[[nodiscard]] std::string days(const html::Say& say, const std::optional<int>& count);

}  // namespace sas::promises
