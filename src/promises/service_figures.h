#pragma once
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "promises/follower.h"
#include "promises/service_scores.h"

namespace sas::promises {

/// What came of the service promises, at one moment.
struct ServiceSnapshot {
  Date today;
  std::int64_t seq = 0;                 ///< the ledger as far as it was reckoned in
  std::vector<Period> months;           ///< 13 full months and the one that runs
  std::vector<ServiceScore> scores;

  /// The last month that has ended.
  [[nodiscard]] const Period& last_month() const { return months.at(12); }
  /// Null when nothing was due.
  [[nodiscard]] const ServiceScore* find(const ServicePromise& promise, const Period& period) const;
};

/// The figures of a store, reckoned anew at most every few seconds. Thread-safe; all parts outlive it.
class ServiceFigures {
 public:
  ServiceFigures(store::Store& store, const Clock& clock, const std::vector<ServicePromise>& promises, std::vector<Date> closing_days);

  /// Errors are those of the store, unless older figures can be given.
  [[nodiscard]] Result<std::shared_ptr<const ServiceSnapshot>> current() const;
  [[nodiscard]] const std::vector<ServicePromise>& promises() const { return promises_; }

 private:
  store::Store& store_;
  const Clock& clock_;
  const std::vector<ServicePromise>& promises_;
  std::vector<Date> closing_days_;
  mutable std::mutex mutex_;
  mutable ServiceCounter counter_;
  mutable Follower follower_;
  mutable std::shared_ptr<const ServiceSnapshot> snapshot_;
  mutable Instant looked_at_;
};

}  // namespace sas::promises
