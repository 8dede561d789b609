#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "lake/observation.h"
#include "sensing/registry.h"

/// Accounts of devices at the broker: each may publish what one thing measures, and nothing else.
namespace sas::sensing {

struct MqttAccount {
  std::string name;  ///< "sensor-12"
  std::string password_hash;
  std::vector<lake::SeriesId> series;  ///< Datastreams that it may publish; those that its thing has now
  std::vector<lake::SeriesId> multi;   ///< the same, MultiDatastreams
};

/// The account of a thing, made or with another password from now on; returns its name. The ledger gets
/// `sensor.account-set` about the thing.
std::string set_mqtt_account(store::WriteTx& tx, const ledger::Ledger& ledger, const Clock& clock, std::int64_t thing,
                             const std::string& password_hash, const std::string& acting);
[[nodiscard]] std::vector<MqttAccount> mqtt_accounts(store::ReadTx& tx);

}  // namespace sas::sensing
