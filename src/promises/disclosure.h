#pragma once
#include <vector>

#include "promises/scores.h"

namespace sas::promises {

/// Those of the scores of one period that may be published, in order: no group of fewer than ten cases, and none from which such a group
/// can be worked out by subtraction.
///
/// Parts (channels, or areas) of a whole that is published add up to it. When one of them is hidden, more of them are hidden, the
/// smallest first, until at least two are and together they hold ten cases. Cases without a place count as an area that is always
/// hidden. Parts of a whole that is hidden are hidden. Channels and areas are never crossed with each other. Pure.
[[nodiscard]] std::vector<const Score*> publishable(const std::vector<Score>& scores);

}  // namespace sas::promises
