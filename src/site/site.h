#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cases/cases.h"
#include "catalogue/coverage.h"
#include "catalogue/search.h"
#include "contact/appointments.h"
#include "forms/drafts.h"
#include "html/components.h"
#include "http/router.h"
#include "ledger/ledger.h"
#include "messages/messages.h"
#include "people/gate.h"

/// The resident's site: home, search, products, coverage, and everybody's own overview.
namespace sas::site {

std::vector<store::Migration> migrations();

/// What the pages need. Everything outlives the router.
struct SiteParts {
  const people::Gate& gate;
  store::Store& store;
  const Clock& clock;
  const catalogue::Catalogue& catalogue;
  const catalogue::Search& search;
  const catalogue::Coverage& coverage;
  const forms::Drafts& drafts;
  const cases::Cases& cases;
  const messages::Messages& messages;
  const contact::Appointments& appointments;
  const contact::Agenda& agenda;
  const ledger::Ledger& ledger;
  std::string municipality;
  std::string sender;  ///< on letters: "Gemeente Zwolle"
  std::string sender_address;
  /// What came of the promise of a product last month; none when there were too few cases to say.
  std::function<std::optional<html::Promise::Outcome>(const ProductId&)> last_month;
  std::function<void()> wake_jobs;
  /// "9 van de 10 zijn klaar op of vóór …" for a product asked for now, and for an open case; empty when nothing can be
  /// said.
  std::function<std::string(const html::Say&, const ProductId&)> ready_product = {};
  std::function<std::string(const html::Say&, const cases::Case&)> ready_case = {};
  /// What the city measures now, as figures; empty when there is nothing to tell.
  std::function<html::Html(const people::Visit&)> city_now = {};
};

void add_home_pages(http::Router& router, const SiteParts& parts);
void add_product_pages(http::Router& router, const SiteParts& parts);
void add_coverage_pages(http::Router& router, const SiteParts& parts);
void add_own_pages(http::Router& router, const SiteParts& parts);
void add_case_pages(http::Router& router, const SiteParts& parts);
void add_info_pages(http::Router& router, const SiteParts& parts);
/// All of the above.
void add_site_pages(http::Router& router, const SiteParts& parts);

}  // namespace sas::site
