#pragma once
#include <functional>
#include <span>
#include <string>

#include "contact/visits.h"
#include "http/router.h"
#include "people/gate.h"
#include "store/store.h"

namespace sas::contact {

/// What the pages need. Everything outlives the router.
struct AppointmentParts {
  const people::Gate& gate;
  store::Store& store;
  const Clock& clock;
  Random& random;
  const Appointments& appointments;
  const Agenda& agenda;
  const Visits& visits;
  /// Wakes the job runner after something was put in the outbox.
  std::function<void()> wake_jobs;
  /// Asked before a code is tried; false: too many tries, wait.
  std::function<bool(const http::Request&)> may_try_code;
  /// At least 16 bytes; the same for all servers of one site.
  std::string secret;
  enum class Cookies { plain, secure } cookies = Cookies::plain;
};

/// Adds /afspraak: somebody with the code of an appointment sees, moves or cancels it without logging in. The code is
/// posted and then kept for a quarter of an hour in a cookie that scripts cannot read, with a seal that proves that it
/// was tried here: a made-up cookie is no way around `may_try_code`.
void add_appointment_pages(http::Router& router, const AppointmentParts& parts);

}  // namespace sas::contact
