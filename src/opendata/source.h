#pragma once
#include <string>
#include <vector>

#include "opendata/csv_rows.h"
#include "privacy/judge.h"

/// Where the rows of a data set come from. The gate asks it for every row of every release; nothing else does.
namespace sas::opendata {

class Source {
 public:
  virtual ~Source() = default;
  /// Names of the columns, in order.
  [[nodiscard]] virtual std::vector<std::string> header() const = 0;
  /// Every row, in an order that is the same each time, with cells in the form of cells.h. Errors are those of `take`,
  /// which end it, and of the source.
  [[nodiscard]] virtual Result<Done> rows(const TakeRow& take) = 0;
};

/// Rows that are in memory already.
class TableSource final : public Source {
 public:
  explicit TableSource(privacy::Table table) : table_(std::move(table)) {}
  [[nodiscard]] std::vector<std::string> header() const override { return table_.header; }
  [[nodiscard]] Result<Done> rows(const TakeRow& take) override;

 private:
  privacy::Table table_;
};

/// All rows of a source, for what needs them together. Error `table-too-large` beyond `most_cells`, and as rows().
[[nodiscard]] Result<privacy::Table> whole_table(Source& source, std::size_t most_cells);

}  // namespace sas::opendata
