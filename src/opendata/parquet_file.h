#pragma once
#include <string>
#include <string_view>

#include "opendata/csv_rows.h"

/// Parquet files that people bring. Of this room only.
namespace sas::opendata {

[[nodiscard]] bool is_parquet(std::string_view head);

/// The header first, then every value of every row as text; what the file says of itself decides nothing. Texts in its
/// metadata never reach a release, but who made them may not know that they are there: a file with somebody's data in
/// them is refused. Errors: `parquet-metadata` (detail says in how many), those of lake::read_parquet(), and those of
/// `take`.
[[nodiscard]] Result<Done> read_parquet_file(const std::string& path, const TakeRow& take);

}  // namespace sas::opendata
