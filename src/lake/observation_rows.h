#pragma once
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lake/duck.h"
#include "lake/observation.h"

/// Observations as rows of the engine: one order of columns for the hot table, the history and the sealed files.
namespace sas::lake {

/// The columns that docs/lake-format.md promises, in order.
inline constexpr std::string_view row_columns =
    "series_id, time, until, result_time, received, value, text, quality, feature, extra";
/// The same with their types, for CREATE TABLE.
inline constexpr std::string_view row_definition =
    "series_id BIGINT NOT NULL, time TIMESTAMP NOT NULL, until TIMESTAMP, result_time TIMESTAMP, "
    "received TIMESTAMP NOT NULL, value DOUBLE, text VARCHAR, quality UINTEGER NOT NULL, feature BIGINT NOT NULL, "
    "extra VARCHAR";

/// row_columns of a table alias: "h.series_id, h.time, …".
[[nodiscard]] std::string columns_of(std::string_view alias);
/// row_columns and the number of the commit.
[[nodiscard]] std::string row_columns_with_batch();
/// Condition that the row `h` has the key of the row `a`.
inline constexpr std::string_view same_key =
    "h.series_id = a.series_id AND h.time = a.time AND h.until IS NOT DISTINCT FROM a.until AND h.feature = a.feature";

/// Types of row_columns and of the number of the commit behind them.
inline constexpr std::array row_types{DUCKDB_TYPE_BIGINT,    DUCKDB_TYPE_TIMESTAMP, DUCKDB_TYPE_TIMESTAMP,
                                      DUCKDB_TYPE_TIMESTAMP, DUCKDB_TYPE_TIMESTAMP, DUCKDB_TYPE_DOUBLE,
                                      DUCKDB_TYPE_VARCHAR,   DUCKDB_TYPE_UINTEGER,  DUCKDB_TYPE_BIGINT,
                                      DUCKDB_TYPE_VARCHAR,   DUCKDB_TYPE_BIGINT};

/// Puts rows with their commit number in a table with row_columns and `batch`, and flushes.
void append_rows(duck::Appender& appender, std::span<const Observation> rows, std::int64_t batch);

/// The same without flushing: what follows goes with it.
void put_rows(duck::Appender& appender, std::span<const Observation> rows, std::int64_t batch);
/// The same with columns, as commit 0; `now` where nothing says when a value was received.
void append_columns(duck::Appender& appender, const ValueColumns& values, Moment now);

/// Row `row` of a chunk whose first columns are row_columns.
[[nodiscard]] Observation read_row(const duck::Chunk& chunk, std::size_t row);
/// Every row of an answer whose first columns are row_columns.
[[nodiscard]] std::vector<Observation> read_rows(duck::Answer answer);

}  // namespace sas::lake
