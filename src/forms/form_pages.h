#pragma once
#include <functional>
#include <vector>

#include "cases/cases.h"
#include "cases/queries.h"
#include "contact/visits.h"
#include "forms/drafts.h"
#include "http/router.h"
#include "people/gate.h"
#include "registries/addresses.h"
#include "store/store.h"

namespace sas::forms {

/// What the pages of a form need. Everything outlives the router.
struct FormParts {
  const people::Gate& gate;
  store::Store& store;
  const Clock& clock;
  const catalogue::Catalogue& catalogue;
  const std::vector<Definition>& definitions;
  const Drafts& drafts;
  const cases::Cases& cases;
  const contact::Appointments& appointments;
  const contact::Visits& visits;
  const registries::AddressBook& addresses;
  /// Asked before a code to go on is tried; false: too many tries, wait.
  std::function<bool(const http::Request&)> may_try_code;
  /// Wakes the job runner after something was put in the outbox.
  std::function<void()> wake_jobs;
  enum class Cookies { plain, secure } cookies = Cookies::plain;
  /// "9 van de 10 zijn klaar op of vóór …" for the receipt; empty when nothing can be said.
  std::function<std::string(const html::Say&, const cases::Case&)> ready_case = {};
};

/// Adds the pages: start, questions, check, send, receipt, keep for later, go on.
void add_form_pages(http::Router& router, const FormParts& parts);

}  // namespace sas::forms
