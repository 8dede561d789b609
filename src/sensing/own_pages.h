#pragma once
#include <functional>

#include "base/random.h"
#include "http/router.h"
#include "lake/lake.h"
#include "people/gate.h"
#include "sensing/device_keys.h"
#include "sensing/intake.h"
#include "sensing/live.h"

namespace sas::sensing {

struct OwnParts {
  const people::Gate& gate;
  store::Store& records;
  lake::Lake& lake;
  const LiveStream& live;
  const ledger::Ledger& ledger;
  const Clock& clock;
  Random& random;
  /// What a device would send to SensorThings for that series, read and not kept.
  std::function<Result<lake::Observation>(lake::SeriesId, std::string_view body)> read_message;
  BrokerHash broker_hash;
  /// The broker must hear of accounts that are new or changed. Called after the transaction.
  std::function<void()> accounts_changed;
  std::string public_url;   ///< where devices find us
  std::string broker_name;  ///< host and port of the broker for devices; empty: there is none
};

/// Sensors of a resident or an organisation, /mijn/sensoren: register one, get its token and its account at the broker
/// (shown once), try a message, watch messages come in, and see how good they are.
void add_own_pages(http::Router& router, const OwnParts& parts);

}  // namespace sas::sensing
