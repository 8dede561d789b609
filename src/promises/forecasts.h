#pragma once
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "cases/case.h"
#include "catalogue/catalogue.h"
#include "html/texts.h"
#include "promises/calibration.h"
#include "promises/follower.h"
#include "promises/forecaster.h"
#include "store/store.h"

namespace sas::promises {

/// Turns events about cases into what a forecaster learns from; events of other kinds, or that lack what is needed, change nothing. Pure.
void learn(Forecaster& forecaster, const LedgerLine& line);
/// The kinds that `learn` reads.
[[nodiscard]] std::vector<std::string_view> forecast_kinds();

/// Forecasts for the ledger as it is now; moves with the queue. Thread-safe; all parts outlive it. Where the ledger cannot be read the
/// answer is none: a page can do without.
class Forecasts {
 public:
  Forecasts(store::Store& store, const Clock& clock, const catalogue::Catalogue& catalogue);

  /// For somebody who would apply now.
  [[nodiscard]] std::optional<Forecast> for_product(const ProductId& product) const;
  /// For an open case; none while it waits for the applicant, because then the day is up to them.
  [[nodiscard]] std::optional<Forecast> of_case(const cases::Case& c) const;
  /// How well it came true for cases that started in the last 365 days.
  [[nodiscard]] std::vector<Calibration> calibration() const;

  /// "9 van de 10 zijn klaar op of vóór 3 mei." and, when that is after the legal day, that too. Empty when nothing can be said.
  [[nodiscard]] std::string sentence_for(const html::Say& say, const ProductId& product) const;
  [[nodiscard]] std::string sentence_of(const html::Say& say, const cases::Case& c) const;

 private:
  enum class Need { recent, now };
  void refresh(Need need) const;

  store::Store& store_;
  const Clock& clock_;
  const catalogue::Catalogue& catalogue_;
  mutable std::mutex mutex_;
  mutable Follower follower_;
  mutable std::unique_ptr<Forecaster> forecaster_;
  mutable std::optional<Instant> looked_at_;
};

}  // namespace sas::promises
