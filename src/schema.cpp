#include "schema.h"

#include "cases/cases.h"
#include "contact/appointments.h"
#include "feeds/status.h"
#include "followers/followers.h"
#include "forms/drafts.h"
#include "harvest/harvest_store.h"
#include "jobs/jobs.h"
#include "ledger/ledger.h"
#include "messages/messages.h"
#include "opendata/gate.h"
#include "people/people.h"
#include "promises/promises.h"
#include "sensing/registry.h"
#include "showcase/showcase.h"
#include "site/site.h"
#include "suppliers/sets.h"

namespace sas {

std::vector<store::Migration> schema() {
  std::vector<store::Migration> all;
  const auto add = [&](const std::vector<store::Migration>& room) { all.insert(all.end(), room.begin(), room.end()); };
  add(ledger::migrations());
  add(jobs::migrations());
  add(people::migrations());
  add(cases::migrations());
  add(messages::migrations());
  add(forms::migrations());
  add(contact::migrations());
  add(promises::migrations());
  add(sensing::migrations());
  add(feeds::migrations());
  add(opendata::migrations());
  add(harvest::migrations());
  add(suppliers::migrations());
  add(followers::migrations());
  add(showcase::migrations());
  add(site::migrations());
  return all;
}

}  // namespace sas
