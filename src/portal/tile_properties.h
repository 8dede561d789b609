#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "portal/row_index.h"
#include "releases/release.h"

namespace sas::portal {

/// The cells of a table as vector tiles want them: every value once, in its written form. Immutable; thread-safe.
class TileProperties {
 public:
  /// All columns but `left_out`. Values of more than 64 MiB together are too much for a map: then there are none.
  /// Errors: `rows-unreadable`.
  [[nodiscard]] static Result<std::shared_ptr<const TileProperties>> read(const RowIndex& rows,
                                                                          const releases::Release& release,
                                                                          const std::string& left_out);
  /// Names of the columns that there are values of.
  [[nodiscard]] const std::vector<std::string>& columns() const { return columns_; }
  /// Of a row (from 1) the value of each column; `absent` for an empty cell.
  static constexpr std::uint32_t absent = ~std::uint32_t{0};
  [[nodiscard]] std::span<const std::uint32_t> of_row(std::uint64_t row) const;
  /// The value as a message of vector_tile.proto (Mapbox Vector Tile 2.1, clause 4.1).
  [[nodiscard]] const std::string& value(std::uint32_t number) const { return values_[number]; }

 private:
  std::vector<std::string> columns_;
  std::vector<std::string> values_;
  std::vector<std::uint32_t> cells_;  ///< row by row
};

}  // namespace sas::portal
