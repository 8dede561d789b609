#pragma once
#include <functional>
#include <span>
#include <string_view>

#include "base/result.h"

namespace sas::portal {

/// The cells of one row; they hold during the call.
using TakeRow = std::function<void(std::span<const std::string_view> cells)>;

/// Calls `take` for every row of lines from a published CSV file, with the cells that csv::read gives, without making
/// them: most lines hold no quote. Errors: those of csv::read. Pure.
[[nodiscard]] Result<Done> each_row(std::string_view lines, const TakeRow& take);

}  // namespace sas::portal
