#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

/// Layer 3, the arithmetic: what can be worked out from figures that look harmless. Pure.
/// Thresholds: CBS, statistical disclosure control for income statistics (2021, chapter 5), and tau-ARGUS' rules.
namespace sas::privacy {

/// Counts below this say something about too few.
inline constexpr std::uint64_t kSmallestCount = 10;
/// No unit may make up more of a sum than this.
inline constexpr double kLargestShare = 0.5;

/// One cell of a table of counts. A dimension is the hash of its word; 0 stands for the total over it.
struct CountCell {
  std::vector<std::uint64_t> dimensions;
  std::optional<double> value;  ///< none: suppressed
};

/// How many cells below `limit` follow from the other cells and the totals: in each line with a total and one unknown
/// the unknown is filled in, until nothing follows any more. Then, of each line with a total: several unknowns that are
/// together below `limit` are bounded by it, and what the total holds above its known parts is a part left out.
[[nodiscard]] std::uint64_t worked_out(std::vector<CountCell> cells, double limit = kSmallestCount);

/// The cells to leave out so that none below `limit` is told or follows from a total: the small and suppressed ones,
/// and of each line that still tells too little was left out the next smallest part, or at last its total. In order.
[[nodiscard]] std::vector<std::size_t> to_leave_out(const std::vector<CountCell>& cells, double limit = kSmallestCount);

/// The part (0..1) of the sum that its largest contribution makes; 1 for an empty or nought sum. Contributions are not
/// negative.
[[nodiscard]] double largest_share(std::span<const double> contributions);
/// The (n,k) rule: the `n` largest contributions make more than `k` (0..1) of the sum.
[[nodiscard]] bool is_dominated(std::span<const double> contributions, std::size_t n, double k);

/// Cell-key noise: a count moved by -2..2, always the same for the same key (a secret hash of the cell and its count)
/// and 0 for a count of 0; on average it changes nothing.
[[nodiscard]] std::int64_t with_cell_key_noise(std::int64_t count, std::uint64_t cell_key);

}  // namespace sas::privacy
