#pragma once
#include <string>

#include "catalogue/catalogue.h"
#include "http/router.h"
#include "people/gate.h"
#include "promises/figures.h"
#include "promises/forecasts.h"
#include "promises/service_figures.h"

namespace sas::promises {

/// What the pages need. Everything outlives the router.
struct WidgetParts {
  const people::Gate& gate;
  const Clock& clock;
  const catalogue::Catalogue& catalogue;
  const Figures& figures;
  const ServiceFigures& service;
  const Forecasts& forecasts;
  std::string public_url;      ///< "https://example.nl": another website needs the whole address
  std::string municipality;
};

/// /beloften/{slug}.svg and /beloften/{slug}.json: one promise (a product, or a service promise by its id) and what came of it last month, which any
/// website may show; /beloften/overnemen: the line of HTML to copy. Error `promise-unknown` (not_found).
void add_widget_pages(http::Router& router, const WidgetParts& parts);

}  // namespace sas::promises
