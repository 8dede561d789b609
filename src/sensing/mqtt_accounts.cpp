#include "sensing/mqtt_accounts.h"

namespace sas::sensing {

std::string set_mqtt_account(store::WriteTx& tx, const ledger::Ledger& ledger, const Clock& clock, std::int64_t thing,
                             const std::string& password_hash, const std::string& acting) {
  const std::string name = "sensor-" + std::to_string(thing);
  tx.execute(
      "INSERT INTO sensing_mqtt_account (name, thing, password_hash, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT "
      "(name) DO UPDATE SET password_hash = excluded.password_hash, created_at = excluded.created_at",
      {name, thing, password_hash, to_millis(clock.now())});
  ledger::NewEvent event;
  event.kind = "sensor.account-set";
  event.subject = "thing:" + std::to_string(thing);
  event.acting = acting;
  ledger.append(tx, event);
  return name;
}

std::vector<MqttAccount> mqtt_accounts(store::ReadTx& tx) {
  std::vector<MqttAccount> out;
  for (const store::Row& row : tx.query("SELECT a.name, a.password_hash, d.id, d.is_multi FROM sensing_mqtt_account a "
                                        "JOIN datastream d ON d.thing = a.thing "
                                        "ORDER BY a.name, d.id")) {
    if (out.empty() || out.back().name != row.text(0)) out.push_back({row.text(0), row.text(1), {}, {}});
    (row.integer(3) != 0 ? out.back().multi : out.back().series).push_back(lake::SeriesId{row.integer(2)});
  }
  return out;
}

}  // namespace sas::sensing
