#pragma once
#include "http/router.h"
#include "lake/lake.h"
#include "ledger/ledger.h"
#include "people/gate.h"

namespace sas::sensing {

struct ExploreParts {
  const people::Gate& gate;
  store::Store& records;
  lake::Lake& lake;
  const ledger::Ledger& ledger;
  const Clock& clock;
  /// A pseudonym for what an event is about, the same each time and to nobody outside traceable to it.
  std::function<std::string(std::string_view)> pseudonym;
};

/// Questions of an analyst, /balie/verkennen: one SELECT over three small tables that are made for it, in an engine
/// that has nothing else (lake/sandbox.h). Tables: `series`, `hourly` (open series by the hour) and `events` (the
/// ledger by kind and moment, without person or number of a case). A question that runs can be stopped; the answer is
/// also to be had as CSV.
void add_explore_pages(http::Router& router, const ExploreParts& parts);

}  // namespace sas::sensing
