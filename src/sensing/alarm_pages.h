#pragma once
#include "http/router.h"
#include "people/gate.h"
#include "sensing/alarms.h"

namespace sas::sensing {

struct AlarmPageParts {
  const people::Gate& gate;
  store::Store& records;
  const ledger::Ledger& ledger;
  const Clock& clock;
  Alarms& alarms;
};

/// Alarms for the employee: /balie/alarmen with what stands now, every rule with the last times it rang, and a form to
/// make, change and end one.
void add_alarm_pages(http::Router& router, const AlarmPageParts& parts);

}  // namespace sas::sensing
