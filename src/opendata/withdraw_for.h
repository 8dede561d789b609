#pragma once
#include "base/json.h"
#include "opendata/recall.h"

namespace sas::opendata {

/// Withdraws one release for the rules it breaks. Of this room only.
Result<Done> withdraw_for(const RecallParts& parts, const Withdrawal& withdrawal, const json::Array& rules);

}  // namespace sas::opendata
