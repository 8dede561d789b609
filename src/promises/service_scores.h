#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "promises/follower.h"
#include "promises/scores.h"
#include "promises/service_promises.h"
#include "promises/working_days.h"

namespace sas::promises {

/// What came of one version of a service promise in one month. A figure counts in the month of its event; a clock counts in the month in
/// which its norm ends, whether it was stopped or still runs: leaving things undone makes the figure worse. It is known when the day on which
/// the norm ends has passed, also for a norm in opening hours, that ends at a moment of that day.
struct ServiceScore {
  const ServicePromise* promise = nullptr;
  Period period;
  std::int64_t due = 0;
  std::int64_t kept = 0;
  std::int64_t open_overdue = 0;         ///< of those due: still not done
  std::optional<double> share;           ///< none when nothing was due
  std::optional<Interval> interval;      ///< Wilson, 95%
};

/// Counts from events, taken in the order of the ledger. Pure. The promises outlive it. Not thread-safe.
class ServiceCounter {
 public:
  ServiceCounter(std::span<const ServicePromise> promises, std::span<const Date> closing_days);

  void take(const LedgerLine& line);
  /// A score for each promise and period in which something was due by `today`, in the order of the promises.
  [[nodiscard]] std::vector<ServiceScore> scores(std::span<const Period> periods, Date today) const;
  /// The kinds that these promises are measured from.
  [[nodiscard]] std::vector<std::string_view> kinds() const;

 private:
  // One figure, or one clock that was started.
  struct Item {
    Date due;                       // figure: the day of the event; clock: the day on which the norm ends
    Instant last;                   // clock: the last moment that is in time
    std::optional<Instant> stopped; // none: runs still
    enum class Outcome { by_clock, kept, missed, dropped } outcome = Outcome::by_clock;
    [[nodiscard]] bool in_time() const { return stopped && *stopped <= last; }
  };
  struct Count {
    std::vector<Item> items;
    std::map<std::string, std::size_t> running;
  };

  void start(std::size_t at, const LedgerLine& line);
  void stop(std::size_t at, const LedgerLine& line);
  // A clock that starts now; none when its norm never ends, because the location does not open for a year.
  [[nodiscard]] std::optional<Item> running_from(const Measure& measure, Instant start) const;

  std::span<const ServicePromise> promises_;
  WorkingDays days_;
  std::vector<Count> counts_;       // by promise
};

}  // namespace sas::promises
