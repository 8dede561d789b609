#pragma once
#include <string>

#include "sensing/registry.h"

/// What the municipality decided about a series: who may see it, how long it is kept and what its values are held to.
/// From then on the feed that brings the series has no say in these any more.
namespace sas::sensing {

struct SeriesTerms {
  Exposure exposure = Exposure::inside;
  std::string retention = "keep";
  std::string licence;  ///< URI, or empty
  QualityRules rules;
};

[[nodiscard]] SeriesTerms terms_of(store::ReadTx& tx, const Series& series);
/// False as long as only its feed said something of it.
[[nodiscard]] bool has_terms(store::ReadTx& tx, lake::SeriesId series);

/// Writes them, with `sensor.terms-set` about "datastream:<id>" in the ledger. A series is only opened when its thing
/// stands in the sensor register, and only by the municipality when the thing is its own. Call Intake::forget() and
/// lake::Lake::declare() afterwards. Errors: `series-unknown`, `series-undeclared`, `series-of-another`,
/// `series-invalid` with the field ("rules.max", "retention", ...).
[[nodiscard]] Result<Done> set_series_terms(store::WriteTx& tx, const ledger::Ledger& ledger, const Clock& clock,
                                            const std::string& acting, lake::SeriesId series, const SeriesTerms& terms);

/// The columns of the register that terms are written in: a feed leaves them alone where there are terms.
[[nodiscard]] bool is_term_column(std::string_view column);

}  // namespace sas::sensing
