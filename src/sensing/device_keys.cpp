#include "sensing/device_keys.h"

#include "sensing/declarations.h"
#include "sensing/mqtt_accounts.h"

namespace sas::sensing {

Result<DeviceKeys> renew_device_keys(store::WriteTx& tx, const ledger::Ledger& ledger, const Clock& clock,
                                     Random& random, const BrokerHash& broker_hash, std::int64_t thing,
                                     const std::string& acting) {
  for (const Credential& old : all_credentials(tx))
    if (old.terms.thing == thing)
      if (auto gone = withdraw_credential(tx, ledger, old.id, acting); !gone) return fail(std::move(gone));
  const auto declaration = declaration_of(tx, thing);
  CredentialTerms terms{"sensor-" + std::to_string(thing), thing, Right::write, {}};
  if (declaration && declaration->ends) terms.ends_at = start_of_day(*declaration->ends + std::chrono::days{1});
  auto issued = issue_credential(tx, ledger, clock, random, terms, acting);
  if (!issued) return fail(std::move(issued));
  DeviceKeys out{issued->token, {}};
  out.account = set_mqtt_account(tx, ledger, clock, thing, broker_hash(out.token), acting);
  return out;
}

}  // namespace sas::sensing
