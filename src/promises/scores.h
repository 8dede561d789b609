#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

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

/// How long something took; `open` when it has not ended yet and took at least that long (censored).
struct Lasted {
  enum class State { ended, open } state = State::ended;
  int days = 0;
};
/// The number of days within which `share` (0..1) ends, by the estimator of Kaplan and Meier; none when too much is still open to say.
[[nodiscard]] std::optional<int> days_within(std::vector<Lasted> lasted, double share);

struct Score {
  ProductId product;
  int version = 1;
  Period period;
  std::optional<catalogue::ChannelKind> channel;  ///< none: all of them
  std::int64_t due = 0;
  std::int64_t kept = 0;
  std::optional<double> share;                    ///< none when nothing was due
  std::optional<Interval> interval;
  std::optional<int> median_days, p90_days;       ///< without the days in which the clock stood still
  std::optional<int> median_felt, p90_felt;       ///< all days from receipt to decision
  std::int64_t open_overdue = 0;                  ///< of those due: still open
};

enum class By { product, channel };
/// A score for every product, version and period in which something was due, in that order; with By::channel one for each channel.
/// Open cases are reckoned until `today`.
[[nodiscard]] std::vector<Score> scores(std::span<const Fact> facts, std::span<const Period> periods, Date today, By by);

/// Groups smaller than this are not published.
inline constexpr std::int64_t smallest_group = 10;
[[nodiscard]] inline bool may_publish(const Score& score) { return score.due >= smallest_group; }

}  // namespace sas::promises
