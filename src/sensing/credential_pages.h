#pragma once
#include "http/router.h"
#include "people/gate.h"
#include "sensing/registry_credentials.h"

namespace sas::sensing {

struct CredentialPageParts {
  const people::Gate& gate;
  store::Store& records;
  const ledger::Ledger& ledger;
  const Clock& clock;
  Random& random;
};

/// Keys of other systems, /balie/sensoren/sleutels: who may read or write measurements through SensorThings. A new one
/// is shown once; each can be withdrawn at once.
void add_credential_pages(http::Router& router, const CredentialPageParts& parts);

}  // namespace sas::sensing
