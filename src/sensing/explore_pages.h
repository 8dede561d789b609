#pragma once
#include "base/random.h"
#include "http/router.h"
#include "lake/lake.h"
#include "people/gate.h"
#include "sensing/event_history.h"

namespace sas::sensing {

struct ExploreParts {
  const people::Gate& gate;
  store::Store& records;
  lake::Lake& lake;
  const Clock& clock;
  EventHistory& history;  ///< of the lake
  Random& random;
};

/// Questions of an analyst, /balie/verkennen/vraag: one SELECT over the tables that are given to an engine that
/// has nothing else (lake/sandbox.h): `series`, `hourly` (open series by the hour), `areas`, `area_hourly` (the same
/// by neighbourhood) and `events` (the whole ledger by
/// kind and moment, without person or number of a case). A question that runs can be stopped; the answer is also to be
/// had as CSV.
void add_explore_pages(http::Router& router, const ExploreParts& parts);

}  // namespace sas::sensing
