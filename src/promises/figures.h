#pragma once
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "catalogue/catalogue.h"
#include "html/service.h"
#include "promises/marks.h"
#include "promises/projection.h"
#include "promises/scores.h"

namespace sas::promises {

/// All figures of one moment.
struct Snapshot {
  Date today;
  std::int64_t seq = 0;                 ///< the ledger as far as it was reckoned in
  std::vector<Period> months;           ///< 13 full months and the one that runs
  std::vector<std::shared_ptr<const std::vector<Score>>> scores;  ///< of each of those months
  Period marks_period;                  ///< the last 365 days
  std::vector<Mark> marks;

  /// The last month that has ended.
  [[nodiscard]] const Period& last_month() const;
  /// The scores of a period; empty for one that is not among `months`.
  [[nodiscard]] const std::vector<Score>& of(const Period& period) const;
  /// The score of a product and version as a whole in a period; null when nothing was due.
  [[nodiscard]] const Score* find(const ProductId& product, int version, const Period& period) const;
};

/// Reckons only the months of which a case changed since the last time; on another day all of them. Not thread-safe.
class Reckoner {
 public:
  /// Errors are those of the store; then what was known stays.
  Result<std::shared_ptr<const Snapshot>> reckon(store::Store& store, Date today);
  [[nodiscard]] const Facts& facts() const { return projection_.facts(); }

 private:
  Projection projection_;
  std::set<Month> changed_;
  std::shared_ptr<const Snapshot> last_;
};

/// The figures of a store, reckoned anew when there are new events, at most every few seconds. Thread-safe; all parts outlive it.
class Figures {
 public:
  Figures(store::Store& store, const Clock& clock, const catalogue::Catalogue& catalogue)
      : store_(store), clock_(clock), catalogue_(catalogue) {}

  /// Errors are those of the store, unless older figures can be given. While one thread reckons, others get the figures of a moment ago.
  [[nodiscard]] Result<std::shared_ptr<const Snapshot>> current() const;
  /// What came of the promise that is in force now, last month; none when fewer than ten cases were due.
  [[nodiscard]] std::optional<html::Promise::Outcome> last_month(const ProductId& product) const;

 private:
  [[nodiscard]] std::shared_ptr<const Snapshot> fresh(Instant now) const;

  store::Store& store_;
  const Clock& clock_;
  const catalogue::Catalogue& catalogue_;
  mutable std::mutex reckoning_;        ///< guards reckoner_
  mutable Reckoner reckoner_;
  mutable std::mutex mutex_;            ///< guards the two below
  mutable std::shared_ptr<const Snapshot> snapshot_;
  mutable Instant looked_at_;
};

}  // namespace sas::promises
