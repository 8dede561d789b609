#pragma once
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/embedded.h"
#include "cases/cases.h"
#include "contact/appointments.h"
#include "contact/moments.h"
#include "contact/visits.h"
#include "forms/drafts.h"
#include "http/router.h"
#include "jobs/jobs.h"
#include "ledger/ledger.h"
#include "messages/messages.h"
#include "people/gate.h"
#include "store/store.h"

/// The workplace of employees: everything under /balie.
namespace sas::desk {

/// The texts of this room, for html::Texts::load.
[[nodiscard]] std::span<const embedded::File> texts();

/// What the pages need. Everything outlives the router.
struct DeskParts {
  const people::Gate& gate;
  store::Store& store;
  const Clock& clock;
  const catalogue::Catalogue& catalogue;
  const cases::Cases& cases;
  const messages::Messages& messages;
  const contact::Appointments& appointments;
  const contact::Agenda& agenda;
  const contact::Visits& visits;
  const contact::Moments& moments;
  const ledger::Ledger& ledger;
  const forms::Drafts& drafts;
  const std::vector<forms::Definition>& definitions;
  const jobs::Outbox& outbox;
  std::string sender;  ///< on letters: "Gemeente Zwolle"
  std::string sender_address;
  /// Asked before a code of a caller is tried; false: too many tries, wait.
  std::function<bool(const http::Request&)> may_try_code;
  /// Wakes the job runner after something was put in the outbox.
  std::function<void()> wake_jobs;
  /// The day on or before which 9 of 10 cases like this are ready; none when nothing can be said.
  std::function<std::optional<Date>(const cases::Case&)> ready_by = {};
  /// Sentences about what an administrator must look at although the work goes on.
  std::function<std::vector<std::string>(const html::Say&)> warnings = {};
};

/// Adds all pages of the workplace.
void add_desk_pages(http::Router& router, const DeskParts& parts);

}  // namespace sas::desk
