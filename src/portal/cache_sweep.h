#pragma once
#include <string>

#include "releases/public_reader.h"

namespace sas::portal {

/// Removes what was made of files that no standing release names any more: after a recall nothing of the withdrawn rows
/// stays in the cache either. Files that are not of this cache are left alone.
void sweep_cache(const std::string& folder, const releases::Catalogue& catalogue);

}  // namespace sas::portal
