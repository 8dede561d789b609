#pragma once
#include <vector>

#include "sensing/area_store.h"

/// How the practice town is divided. Nothing of it lies anywhere: the codes are none of CBS.
namespace sas::practice {

/// "buurten", ten neighbourhoods, and "wijken", the four districts they make. Every meter of the town stands in one.
[[nodiscard]] std::vector<sensing::AreaList> town_areas();

}  // namespace sas::practice
