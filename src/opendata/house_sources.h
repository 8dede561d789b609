#pragma once
#include "catalogue/catalogue.h"
#include "lake/lake.h"
#include "opendata/refresher.h"
#include "promises/figures.h"
#include "promises/service_figures.h"

/// The sources that the product brings along. Each makes figures that are harmless by construction: counts of people
/// and of their cases are rounded to five, groups of fewer than ten are left out. The gate judges them all the same.
namespace sas::opendata {

struct SourceParts {
  store::Store& records;
  lake::Lake& lake;
  const Clock& clock;
  const catalogue::Catalogue& catalogue;
  const promises::Figures& figures;
  const promises::ServiceFigures& service_figures;
  std::string files;  ///< folder with what people brought: <name of the set>.csv, .xlsx, .geojson, .gpkg or .zip
                      ///< (Shapefile); outside the public store
};

/// By the names declarations use: "promise-results", "wait-causes", "service-promises", "products", "sensors",
/// "areas", "reports", "measured". All parts outlive it.
[[nodiscard]] Sources house_sources(const SourceParts& parts);

/// The nearest multiple of five.
[[nodiscard]] std::int64_t to_five(std::int64_t count);
/// "12.35": at most three decimals, none that say nothing.
[[nodiscard]] std::string decimal_text(double value);

}  // namespace sas::opendata
