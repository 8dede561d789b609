#pragma once
#include <optional>
#include <span>
#include <vector>

namespace sas::promises {

/// How many cases lasted how long, as a row of counts: adding, taking away and asking for a share take no sorting. Lengths are whole
/// numbers of 0 and up; longer than the longest counts as the longest. Not thread-safe.
class Tally {
 public:
  static constexpr int longest = 999;

  void add(int length);
  /// Takes away a length that was added before.
  void remove(int length);
  [[nodiscard]] int total() const { return total_; }
  /// The longest length that was ever added; 0 for none.
  [[nodiscard]] int top() const { return top_; }
  /// The length within which `share` (0..1) ends, of those that last longer than `beyond` (-1: of all), by the estimator of Kaplan and
  /// Meier: `open` are the lengths so far of those that have not ended. None when nothing ended after `beyond` or too much is open to
  /// say.
  [[nodiscard]] std::optional<int> within(double share, std::span<const int> open, int beyond = -1) const;

 private:
  std::vector<int> ended_ = std::vector<int>(longest + 1, 0);
  int total_ = 0;
  int top_ = 0;  ///< no length above it was ever added
};

}  // namespace sas::promises
