#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

/// A Parquet file that somebody brings, value by value. What it says of itself (rows, least and most values) decides
/// nothing: every value is read from its pages, and a file that names another number of rows than it has is refused.
namespace sas::lake {

struct ParquetAbout {
  std::vector<std::string> columns;
  std::vector<std::pair<std::string, std::string>> key_values;  ///< of its metadata, also those that nobody shows
};

/// Errors: `parquet-unreadable` (damaged, or no Parquet), `parquet-nested` (a column of lists, objects or bytes; detail
/// names it), `parquet-memory`, `parquet-time`.
[[nodiscard]] Result<ParquetAbout> look_at_parquet(const std::string& path);

/// The cells of one row; they hold during the call. An error ends the reading.
using TakeParquetRow = std::function<Result<Done>(std::span<const std::string_view> cells)>;

/// A small file can name a value once and then say that it stands there a thousand million times.
struct ParquetLimits {
  std::chrono::milliseconds time{10 * 60 * 1000};      ///< in the engine; what `take` needs does not count
  std::uint64_t text_bytes = std::uint64_t{10} << 30;  ///< of all cells
};

/// Every row in the order of the file, in memory that does not grow with it. Numbers and truths as the engine writes
/// them, days as ISO 8601, moments that are in UTC as RFC 3339 with Z; those of an unknown zone without it, so that
/// they are no moment. An empty cell is no value. Errors: as look_at_parquet(), `parquet-lies` (it names another number
/// of rows than it has), `parquet-too-large` (more text than the limit), and those of `take`. Use it on one thread.
[[nodiscard]] Result<Done> read_parquet(const std::string& path, const TakeParquetRow& take,
                                        const ParquetLimits& limits = {});

}  // namespace sas::lake
