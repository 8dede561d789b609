#pragma once
#include <optional>
#include <string>
#include <vector>

#include "opendata/judging.h"

/// What two releases of the same cells tell together. Of this room only.
namespace sas::opendata {

/// The release that stands, as whoever reads the store finds it.
struct StandingRows {
  std::string path;  ///< of its CSV
  releases::File csv;
  std::uint64_t rows = 0;
};

/// Gives the judge the counts that are public already, before its first row. Rounded counts tell nothing by their
/// difference and are not compared. The flaw `comparison-too-large` when there are too many: what cannot be compared
/// must not go out. Errors: those of read_kept_csv().
[[nodiscard]] Result<std::vector<Flaw>> compare_with(const Declaration& declaration,
                                                     const std::optional<StandingRows>& standing, TableJudge& judge);

}  // namespace sas::opendata
