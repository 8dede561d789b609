#pragma once
#include <span>
#include <string>
#include <vector>

#include "practice/fill_plan.h"
#include "promises/calibration.h"

namespace sas::practice {

/// How well the forecast of finish dates does in a planned town, over its last year, in which nothing was known that came later. Pure.
[[nodiscard]] std::vector<promises::Calibration> calibrate_plan(const catalogue::Catalogue& catalogue, const PlanSettings& settings);

/// The command `practice-town forecast [SEED [CASES]]`: prints that as a table, a line for each product. Returns the exit code.
int forecast_table(std::span<const std::string> args);

}  // namespace sas::practice
