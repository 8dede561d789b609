#pragma once
#include <cstdint>
#include <vector>

#include "base/csv.h"
#include "portal/library.h"

namespace sas::portal {

/// Some rows of a release as text, whichever way they were found.
struct RowPage {
  std::vector<std::uint64_t> numbers;  ///< of the rows in the release, from 1; empty for distinct rows
  std::vector<csv::Row> rows;          ///< the cells of the asked columns
  std::uint64_t total = 0;             ///< of rows that fit, exact
};

/// True when it is no more than a page of all rows in their order.
[[nodiscard]] bool is_plain(const lake::FileQuestion& question);
/// A plain page is read from the CSV file itself, in the same time wherever it begins, and so are rows that hold equal
/// values, found and counted in the index of the columns; everything else is asked of the engine, and so is everything
/// while the index is being made. Errors: those of Library.
[[nodiscard]] Result<RowPage> read_rows(Library& library, const releases::Release& release,
                                        const lake::FileQuestion& question);

/// The rows of these numbers (from 1, going up), of which there are `total` in all. Errors: those of RowIndex.
[[nodiscard]] Result<RowPage> pick_rows(Library& library, const releases::Release& release,
                                        const std::vector<std::string>& columns, std::vector<std::uint64_t> numbers,
                                        std::uint64_t total);

}  // namespace sas::portal
