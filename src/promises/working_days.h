#pragma once
#include <span>
#include <vector>

#include "base/time.h"

namespace sas::promises {

/// The working days of the municipality as a count, so that the distance between two days is a subtraction. Covers 2000 to 2099; days
/// outside are taken as the nearest inside. Immutable after it was made; thread-safe.
class WorkingDays {
 public:
  explicit WorkingDays(std::span<const Date> closing_days);

  /// Working days after `from`, up to and including `until`; negative when `until` is earlier.
  [[nodiscard]] int between(Date from, Date until) const { return count(until) - count(from); }
  /// The day on which the `n`-th working day after `from` falls; `from` itself for n <= 0.
  [[nodiscard]] Date after(Date from, int n) const;
  [[nodiscard]] bool working(Date day) const { return count(day) > count(day - std::chrono::days{1}); }

 private:
  [[nodiscard]] int count(Date day) const;
  std::vector<int> until_;   ///< by day: working days up to and including it
  std::vector<Date> days_;   ///< the working days in order
};

}  // namespace sas::promises
