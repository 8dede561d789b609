#pragma once
#include <functional>
#include <string>

#include "base/random.h"
#include "ledger/ledger.h"
#include "sensing/registry_credentials.h"

/// The keys with which one device sends what its thing measures: a token for HTTP, which is also the password of its
/// account at the broker.
namespace sas::sensing {

struct DeviceKeys {
  std::string token;    ///< to be shown once
  std::string account;  ///< at the broker
};

/// A password as the broker keeps it.
using BrokerHash = std::function<std::string(std::string_view password)>;

/// New keys of a thing; the ones it had end at once, and these end with the sensor (its declaration). The broker must
/// hear of the account after the transaction. Errors of issue_credential().
[[nodiscard]] Result<DeviceKeys> renew_device_keys(store::WriteTx& tx, const ledger::Ledger& ledger, const Clock& clock,
                                                   Random& random, const BrokerHash& broker_hash, std::int64_t thing,
                                                   const std::string& acting);

}  // namespace sas::sensing
