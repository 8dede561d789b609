#include "sensing/area_store.h"

namespace sas::sensing {

void save_areas(store::WriteTx& tx, const ledger::Ledger& ledger, const std::vector<Area>& areas,
                const std::string& acting) {
  tx.execute("DELETE FROM sensing_area");
  for (const Area& area : areas)
    tx.execute("INSERT INTO sensing_area (code, name, part_of, shape) VALUES ($1, $2, $3, $4)",
               {area.code, area.name, area.part_of, area.shape});
  ledger.append(tx, {.kind = "sensor.areas-set",
                     .subject = "sensing:areas",
                     .acting = acting,
                     .concerned = {},
                     .facts = {{"areas", static_cast<std::int64_t>(areas.size())}},
                     .personal = {},
                     .at = {}});
}

std::vector<Area> all_areas(store::ReadTx& tx) {
  std::vector<Area> out;
  for (const store::Row& row : tx.query("SELECT code, name, part_of, shape FROM sensing_area ORDER BY code"))
    out.push_back({row.text(0), row.text(1), row.text(2), row.text(3)});
  return out;
}

}  // namespace sas::sensing
