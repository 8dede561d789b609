#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "ledger/ledger.h"
#include "sensing/area.h"

namespace sas::sensing {

/// One division of the ground, such as "buurten" or "wijken". Areas of one list do not overlap, of two lists they may.
struct AreaList {
  std::string name;
  std::vector<Area> areas;  ///< by code
};

/// The list that is meant when none is named.
inline constexpr std::string_view usual_area_list = "buurten";

/// A name of a list: 1 to 40 small letters, digits and hyphens, so that it can stand in an address and in the ledger.
[[nodiscard]] bool is_area_list_name(std::string_view name);

/// The areas of this list and no others from now on; told to the ledger with their number. No areas: the list is gone.
/// Throws std::logic_error for a name that is none. `acting` as in ledger::NewEvent.
void save_areas(store::WriteTx& tx, const ledger::Ledger& ledger, const AreaList& list, const std::string& acting);
/// By name.
[[nodiscard]] std::vector<AreaList> all_area_lists(store::ReadTx& tx);

}  // namespace sas::sensing
