#pragma once
#include <string>
#include <vector>

#include "base/log.h"
#include "html/page.h"
#include "http/router.h"
#include "people/accounts.h"
#include "people/client_key.h"
#include "people/login_attempts.h"
#include "people/login_method.h"
#include "people/rate_limit.h"
#include "people/registers.h"
#include "people/site_gate.h"

namespace sas::people {

/// What the pages for logging in need. Everything outlives the router.
struct LoginParts {
  const SiteGate& gate;
  store::Store& store;
  const Clock& clock;
  const Logger& logger;
  const ledger::Ledger& ledger;
  const Sessions& sessions;
  const Accounts& accounts;
  const LoginAttempts& attempts;
  RateLimit& limit;                         ///< purpose "login"
  std::vector<const LoginMethod*> methods;  ///< in the order in which they are offered
  const PersonRegister* persons = nullptr;  ///< null: nothing is looked up
  const CompanyRegister* companies = nullptr;
  const ClientKey& client_key;
  const html::Theme& theme;
  std::string public_url;  ///< "https://loket.example.nl", without a slash at the end
  Cookies cookies = Cookies::plain;
};

/// Adds /inloggen, /inloggen/{provider}, /inloggen/{provider}/antwoord, /uitloggen, /uitgelogd, /namens,
/// /namens/stoppen, /balie/inloggen and the key set for login providers.
void add_login_pages(http::Router& router, const LoginParts& parts);

}  // namespace sas::people
