#pragma once
#include <string>

#include "catalogue/catalogue.h"
#include "http/router.h"
#include "people/gate.h"
#include "promises/forecasts.h"

namespace sas::promises {

/// What the pages need. Everything outlives the router.
struct ForecastParts {
  const people::Gate& gate;
  const Clock& clock;
  const catalogue::Catalogue& catalogue;
  const Forecasts& forecasts;
  std::string municipality;
};

/// /verwachting, /verwachting.json and /verwachting.csv: when an application of today will be ready, and how often such a day came true.
void add_forecast_pages(http::Router& router, const ForecastParts& parts);

}  // namespace sas::promises
