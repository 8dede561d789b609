#include "sensing/area_store.h"

#include <algorithm>
#include <stdexcept>

namespace sas::sensing {

bool is_area_list_name(std::string_view name) {
  constexpr std::size_t longest = 40;
  return !name.empty() && name.size() <= longest && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

void save_areas(store::WriteTx& tx, const ledger::Ledger& ledger, const AreaList& list, const std::string& acting) {
  if (!is_area_list_name(list.name)) throw std::logic_error("no name of a list of areas");
  tx.execute("DELETE FROM sensing_listed_area WHERE list = $1", {list.name});
  for (const Area& area : list.areas)
    tx.execute("INSERT INTO sensing_listed_area (list, code, name, part_of, shape) VALUES ($1, $2, $3, $4, $5)",
               {list.name, area.code, area.name, area.part_of, area.shape});
  ledger.append(tx, {.kind = "sensor.areas-set",
                     .subject = "sensing:areas",
                     .acting = acting,
                     .concerned = {},
                     .facts = {{"list", list.name}, {"areas", static_cast<std::int64_t>(list.areas.size())}},
                     .personal = {},
                     .at = {}});
}

std::vector<AreaList> all_area_lists(store::ReadTx& tx) {
  std::vector<AreaList> out;
  for (const store::Row& row :
       tx.query("SELECT list, code, name, part_of, shape FROM sensing_listed_area ORDER BY list, code")) {
    if (out.empty() || out.back().name != row.text(0)) out.push_back({row.text(0), {}});
    out.back().areas.push_back({row.text(1), row.text(2), row.text(3), row.text(4)});
  }
  return out;
}

}  // namespace sas::sensing
