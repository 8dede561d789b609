#pragma once
#include "catalogue/catalogue.h"
#include "http/router.h"
#include "people/gate.h"
#include "promises/watch.h"

namespace sas::promises {

/// What the pages need. Everything outlives the router.
struct RiskParts {
  const people::Gate& gate;
  store::Store& store;
  const Clock& clock;
  const catalogue::Catalogue& catalogue;
  const Watch& watch;
};

/// /balie/in-gevaar, with .json and .csv twins: cases whose promise may break, what they wait for, and who can do something about it. For
/// employees; everybody sees the cases they may see.
void add_risk_pages(http::Router& router, const RiskParts& parts);

}  // namespace sas::promises
