#pragma once
#include "http/router.h"
#include "people/gate.h"
#include "sensing/device_keys.h"
#include "sensing/intake.h"

namespace sas::sensing {

struct MeterPageParts {
  const people::Gate& gate;
  store::Store& records;
  lake::Lake& lake;
  Intake& intake;
  const ledger::Ledger& ledger;
  const Clock& clock;
  Random& random;
  BrokerHash broker_hash;
  /// The broker must hear of accounts that are new or changed. Called after the transaction.
  std::function<void()> accounts_changed;
  std::string public_url;   ///< where devices find us
  std::string broker_name;  ///< host and port of the broker for devices; empty: there is none
};

/// Meters of the municipality, /balie/sensoren: of each feed and each series who may see it, how long it is kept, what
/// its values are held to and what the sensor register says of it; keys of a device; keys of other systems.
void add_meter_pages(http::Router& router, const MeterPageParts& parts);

}  // namespace sas::sensing
