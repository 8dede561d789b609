#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

/// How long a group of cases took, as counts by number of days: all that is needed to reckon a median, and all that is published. Pure.
namespace sas::promises {

/// How long something took; `open` when it has not ended yet and took at least that long (censored).
struct Lasted {
  enum class State { ended, open } state = State::ended;
  int days = 0;
};

struct DayCount {
  int days = 0;
  std::int64_t ended = 0;
  std::int64_t open = 0;
  friend bool operator==(const DayCount&, const DayCount&) = default;
};

/// Counts by day, in order of days; days without anything are absent.
class Cells {
 public:
  void add(const Lasted& lasted);
  [[nodiscard]] std::vector<DayCount> list() const;

 private:
  std::vector<DayCount> by_day_;
};

/// The number of days within which `share` (0..1) ends, by the estimator of Kaplan and Meier; none when too much is still open to say.
/// `cells` in order of days. Reckoned in one order with IEEE 754 doubles, so that others get the same bits: for each cell the part that
/// still waits becomes waiting * ((at risk - ended) / at risk); the answer is the first day on which 1 - waiting >= share - 1e-9.
[[nodiscard]] std::optional<int> days_within(std::span<const DayCount> cells, double share);
[[nodiscard]] std::optional<int> days_within(std::span<const Lasted> lasted, double share);

}  // namespace sas::promises
