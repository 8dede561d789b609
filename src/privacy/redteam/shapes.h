#pragma once
#include <vector>

#include "privacy/redteam/sample.h"

/// Tables with points, lines and areas: harmless ones, and ones that lead to somebody's door. Test support only.
namespace sas::redteam {

using MakeSample = Sample (*)(SeededRandom&);

[[nodiscard]] const std::vector<MakeSample>& clean_shapes();
[[nodiscard]] const std::vector<MakeSample>& planted_shapes();

}  // namespace sas::redteam
