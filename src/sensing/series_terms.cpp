#include "sensing/series_terms.h"

#include <algorithm>
#include <array>

#include "sensing/declarations.h"
#include "sensing/registry_changes.h"
#include "sensing/series_check.h"

namespace sas::sensing {
namespace {

constexpr std::array<std::string_view, 9> columns{"exposure",          "retention",      "licence",
                                                  "rule_min",          "rule_max",       "capacity",
                                                  "max_step_per_hour", "expected_every", "frozen_after"};

Result<Done> check(const SeriesTerms& terms) {
  SeriesCheck check;
  check.text(terms.licence, "licence");
  check.retention(terms.retention);
  check.rules(terms.rules);
  return std::move(check).answer();
}

}  // namespace

bool is_term_column(std::string_view column) {
  return std::find(columns.begin(), columns.end(), column) != columns.end();
}

SeriesTerms terms_of(store::ReadTx& tx, const Series& series) {
  const auto row = tx.query_one("SELECT licence FROM datastream WHERE id = $1", {static_cast<std::int64_t>(series.id)});
  return {series.exposure, series.retention, row ? row->text(0) : std::string(), series.rules};
}

bool has_terms(store::ReadTx& tx, lake::SeriesId series) {
  return tx
      .query_one("SELECT 1 FROM datastream WHERE id = $1 AND terms_at IS NOT NULL", {static_cast<std::int64_t>(series)})
      .has_value();
}

Result<Done> set_series_terms(store::WriteTx& tx, const ledger::Ledger& ledger, const Clock& clock,
                              const std::string& acting, lake::SeriesId id, const SeriesTerms& terms) {
  const auto series = series_by_id(tx, id);
  if (!series) return fail(ErrorKind::not_found, "series-unknown");
  const auto declaration = declaration_of(tx, series->thing);
  // Who owns a sensor decides who sees what it measures.
  if (declaration && declaration->owner != Declaration::Owner::municipality)
    return fail(ErrorKind::forbidden, "series-of-another");
  if (terms.exposure == Exposure::open && !declaration) return fail(ErrorKind::invalid, "series-undeclared");
  if (auto checked = check(terms); !checked) return checked;
  const auto number = static_cast<std::int64_t>(id);
  Columns all = term_columns(terms.exposure, terms.retention, terms.licence, terms.rules);
  all.emplace_back("terms_at", to_millis(clock.now()));
  (void)RegisterChanges(tx, ledger, clock, acting).change(Kind::datastream, number, all);
  ledger::NewEvent event;
  event.kind = "sensor.terms-set";
  event.subject = "datastream:" + std::to_string(number);
  event.acting = acting;
  event.facts = {{"exposure", terms.exposure == Exposure::open ? "open" : "inside"}};
  ledger.append(tx, event);
  return Done{};
}

}  // namespace sas::sensing
