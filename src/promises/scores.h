#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/strong_id.h"
#include "promises/cells.h"
#include "promises/facts.h"

/// From facts to figures. Pure.
///
/// A case counts in the period in which its promised day lies, once that day has passed. It is kept when it was decided on or before
/// that day; it is not kept when it was decided later, or is still open: so work that is left lying makes the figure worse, never
/// better. A case that the applicant took back before the promised day had passed is left out; taken back after it, it counts as not kept.
/// The promise is the version that was in force when the case came in.
namespace sas::promises {

/// Half open: [from, until).
struct Period {
  Date from;
  Date until;
  friend bool operator==(const Period&, const Period&) = default;
};

/// The last `full` months that have ended, oldest first, then the month that runs, until `today`; the latter is left out on the first.
[[nodiscard]] std::vector<Period> months_until(Date today, int full);

struct Interval {
  double low = 0;
  double high = 0;
};
/// The Wilson score interval of a share, 95%. `due` > 0.
[[nodiscard]] Interval wilson(std::int64_t kept, std::int64_t due);

struct Score {
  ProductId product;
  int version = 1;
  Period period;
  std::optional<catalogue::ChannelKind> channel;  ///< none: all of them
  std::optional<std::string> area;                ///< none: all of them
  std::int64_t due = 0;
  std::int64_t kept = 0;
  double share = 0;
  Interval interval;
  std::vector<DayCount> law, felt;                    ///< days that count in law, and all days from receipt to decision
  std::optional<int> median_days, p90_days;       ///< from `law`: without the days in which the clock stood still
  std::optional<int> median_felt, p90_felt;
  std::int64_t open_overdue = 0;                  ///< of those due: still open
  Waited waited{};                                ///< of all of them together, until closed or until the start of today

  /// Of all cases of the product and version, not of one channel or area.
  [[nodiscard]] bool whole() const { return !channel && !area; }
};

/// The scores of one period, at most a calendar month: for every product and version in which something was due the whole first, then one
/// for each channel, then one for each area; cases without a place are in no area. Open cases are reckoned until `today`.
[[nodiscard]] std::vector<Score> scores(const Facts& facts, const Period& period, Date today, const Hindrances& hindrances);

/// Groups smaller than this are not published.
inline constexpr std::int64_t smallest_group = 10;
[[nodiscard]] inline bool may_publish(const Score& score) { return score.due >= smallest_group; }

}  // namespace sas::promises
