#pragma once
#include <string>

#include "html/html.h"
#include "http/router.h"
#include "people/gate.h"
#include "promises/rows.h"
#include "promises/service_figures.h"

namespace sas::promises {

/// What the pages need. Everything outlives the router.
struct ServiceParts {
  const people::Gate& gate;
  const ServiceFigures& figures;
};

/// /beloften/dienst, /beloften/dienst.json and /beloften/dienst.csv: promises that do not hang on one product. Same keys as
/// /beloften.json, with the promise in the place of the product.
void add_service_pages(http::Router& router, const ServiceParts& parts);

/// The table of last month, for other pages.
[[nodiscard]] html::Html service_table(const people::Visit& visit, const ServiceSnapshot& snapshot, const std::vector<ServicePromise>& promises);
/// A row for each score; the figures of groups that are too small are null.
[[nodiscard]] std::vector<DataRow> service_rows(const ServiceSnapshot& snapshot);

}  // namespace sas::promises
