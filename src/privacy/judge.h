#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "privacy/declaration.h"
#include "privacy/finding.h"

/// The judgement of the gate over one table: declaration, content and statistics. Fails closed; there is no way to
/// publish in spite of a finding, only a transformation (`transform.h`) and a new judgement.
namespace sas::privacy {

/// Changes when a rule, list or threshold does: releases judged with an older one are to be judged again.
inline constexpr std::string_view kRuleSet = "2026.4";

/// A table in memory: names and rows of as many cells.
struct Table {
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;
  friend bool operator==(const Table&, const Table&) = default;
};

struct Report {
  std::string rule_set;
  std::uint64_t rows = 0;
  std::uint64_t cells = 0;
  std::uint64_t bytes = 0;  ///< of cells, without separators
  std::vector<Finding> findings;
  /// Whether the largest share was measured over the rows or only declared; none: no share is known.
  std::optional<ShareOrigin> share_origin;

  [[nodiscard]] bool passes() const { return findings.empty(); }
  [[nodiscard]] std::vector<Finding> on(LegalTest test) const;
  [[nodiscard]] std::vector<Finding> in(Layer layer) const;
  [[nodiscard]] bool has(Rule rule) const;
};

/// Takes rows as they come, in memory that does not grow with their number. Not thread-safe.
class Judge {
 public:
  Judge(DataSet set, std::vector<std::string> header);
  ~Judge();
  Judge(Judge&&) noexcept;
  Judge& operator=(Judge&&) noexcept;

  /// An earlier release with the same key columns, for differencing; before the first row.
  void compare_with(const Table& earlier);
  /// One row; as many cells as the header, otherwise it counts as unreadable.
  void row(std::span<const std::string_view> cells);
  /// A row that could not be taken apart.
  void unreadable_row();
  /// The judgement over everything so far.
  [[nodiscard]] Report finish() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

[[nodiscard]] Report judge(const DataSet& set, const Table& table);

}  // namespace sas::privacy
