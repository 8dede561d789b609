#pragma once
#include "base/json.h"
#include "opendata/declaration.h"
#include "releases/public_reader.h"
#include "store/store.h"

namespace sas::suppliers {

/// What the gate says of a set, for its owner: {state, todo, release, report}. `state` is "draft" (its columns are not
/// declared), "waiting" (not judged yet), "blocked" (the report says by what) or "released". The report holds rules,
/// columns and counts, never a value of the data.
[[nodiscard]] json::Object gate_state(store::ReadTx& tx, const std::optional<opendata::Declaration>& declaration,
                                      releases::PublicReader& reader, const std::string& dataset);

}  // namespace sas::suppliers
