#pragma once
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "privacy/finding.h"

/// Numbers that were cut over several columns: the digits of a BSN in two, three or nine columns, "06" beside the rest,
/// an account number cut after its check digits. Looks at the first 256 rows and at 64 of every 4,096 after them; this
/// is the only check that does not see every row. Not thread-safe.
namespace sas::privacy {

class SplitWatch {
 public:
  /// True when the row with this number is to be looked at.
  [[nodiscard]] static bool looks_at(std::uint64_t row) { return row < 256 || row % 4096 < 64; }
  void row(std::span<const std::string_view> cells);
  /// Findings with the columns' places (0-based) in `columns_of`.
  struct Found {
    Rule rule;
    std::vector<std::size_t> columns;
    std::uint64_t count;
  };
  [[nodiscard]] std::vector<Found> found() const;

 private:
  struct Candidate {
    std::vector<std::size_t> columns;
    std::vector<std::uint64_t> seen;  ///< hashes of different joined numbers, at most 64
    std::uint64_t eleven = 0, a_number = 0, mobile = 0, iban = 0;
  };
  void consecutive(std::span<const std::string_view> cells, std::size_t start);
  void pair(std::span<const std::string_view> cells, std::size_t left, std::size_t right);
  void judge(const std::vector<std::size_t>& columns, std::string_view joined);
  Candidate& candidate(const std::vector<std::size_t>& columns);
  std::vector<Candidate> candidates_;
};

}  // namespace sas::privacy
