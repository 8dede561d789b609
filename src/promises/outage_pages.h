#pragma once
#include "cases/cases.h"
#include "http/router.h"
#include "people/gate.h"
#include "promises/outages.h"

namespace sas::promises {

/// What the pages need. Everything outlives the router.
struct OutageParts {
  const people::Gate& gate;
  store::Store& store;
  const Clock& clock;
  const Outages& outages;
  const cases::Cases& cases;
};
/// /storingen, /storingen.json and /storingen.csv for everybody; /balie/storingen for administrators.
void add_outage_pages(http::Router& router, const OutageParts& parts);

/// One look at a channel, with the terms of residents that run on when an outage ended with it, in one transaction.
Result<Done> note_probe(store::WriteTx& tx, const Probes& probes, const cases::Cases& cases, Channel channel, Seen seen);

}  // namespace sas::promises
