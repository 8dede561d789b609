#pragma once
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "catalogue/catalogue.h"
#include "html/service.h"
#include "promises/marks.h"
#include "promises/scores.h"

namespace sas::promises {

/// All figures of one moment.
struct Snapshot {
  Date today;
  std::int64_t seq = 0;                 ///< the ledger as far as it was reckoned in
  std::vector<Period> months;           ///< 13 full months and the one that runs
  std::vector<Score> by_product;
  std::vector<Score> by_channel;
  Period marks_period;                  ///< the last 365 days
  std::vector<Mark> marks;

  /// The last month that has ended.
  [[nodiscard]] const Period& last_month() const;
  /// The score of a product and version in a period; null when nothing was due.
  [[nodiscard]] const Score* find(const ProductId& product, int version, const Period& period) const;
};

/// The figures of a store, reckoned anew when there are new events, at most every few seconds. Thread-safe; all parts outlive it.
class Figures {
 public:
  Figures(store::Store& store, const Clock& clock, const catalogue::Catalogue& catalogue)
      : store_(store), clock_(clock), catalogue_(catalogue) {}

  /// Errors are those of the store, unless older figures can be given.
  [[nodiscard]] Result<std::shared_ptr<const Snapshot>> current() const;
  /// What came of the promise that is in force now, last month; none when fewer than ten cases were due.
  [[nodiscard]] std::optional<html::Promise::Outcome> last_month(const ProductId& product) const;

 private:
  store::Store& store_;
  const Clock& clock_;
  const catalogue::Catalogue& catalogue_;
  mutable Projection projection_;
  mutable std::mutex mutex_;
  mutable std::shared_ptr<const Snapshot> snapshot_;
  mutable Instant looked_at_;
};

}  // namespace sas::promises
