#pragma once
#include <string>
#include <vector>

#include "ledger/ledger.h"
#include "sensing/area.h"

namespace sas::sensing {

/// These areas and no others from now on; told to the ledger with their number. `acting` as in ledger::NewEvent.
void save_areas(store::WriteTx& tx, const ledger::Ledger& ledger, const std::vector<Area>& areas,
                const std::string& acting);
/// By code.
[[nodiscard]] std::vector<Area> all_areas(store::ReadTx& tx);

}  // namespace sas::sensing
