#pragma once
#include <functional>
#include <string>
#include <vector>

#include "catalogue/catalogue.h"
#include "practice/fill_plan.h"
#include "promises/waits.h"
#include "store/store.h"

namespace sas::practice {

/// Where the time of one case went, as the filler knows it because it did it: milliseconds for each cause in the order of
/// promises::all_causes, until the last day of the history or until it was closed.
struct TrueWait {
  CaseId id;
  promises::Waited waited{};
};

/// What a filled store says about itself.
struct Filled {
  std::size_t cases = 0;
  std::size_t events = 0;
  std::size_t open = 0;
  std::vector<TrueWait> waits;          ///< of every case, kept apart from the ledger: to test what is made of the ledger
};

struct FillSettings {
  PlanSettings plan;
  std::string site_url = "http://localhost:8080";  ///< for the links in messages
  std::function<void(int month, int months)> on_progress;
};

/// The schema steps of all rooms that are filled.
[[nodiscard]] std::vector<store::Migration> fill_schema();

/// Plans two years and carries them out with the same code a city runs, in order of time. The same settings give the same ledger.
/// Errors: `catalogue-empty` (invalid), `already-filled` (conflict), `not-empty` (conflict) for records that somebody else made, and
/// those of the store.
[[nodiscard]] Result<Filled> fill_history(store::Store& store, const catalogue::Catalogue& catalogue, const FillSettings& settings);

}  // namespace sas::practice
