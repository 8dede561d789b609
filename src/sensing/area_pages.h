#pragma once
#include "http/router.h"
#include "ledger/ledger.h"
#include "people/gate.h"

namespace sas::sensing {

struct AreaPageParts {
  const people::Gate& gate;
  store::Store& records;
  const ledger::Ledger& ledger;
};

/// /balie/gebieden, for editors and administrators: the lists of areas; a file is tried or takes the place of the list
/// of its name, with a report of what was refused and why; a list is taken away.
void add_area_pages(http::Router& router, const AreaPageParts& parts);

}  // namespace sas::sensing
