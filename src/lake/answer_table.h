#pragma once
#include "lake/duck.h"
#include "lake/lake.h"

namespace sas::lake {

/// An answer as cells, at most `max_rows` rows and `max_bytes` of text and numbers. Whole numbers that do not fit 64
/// bits and DECIMAL become double, days become ISO 8601 text. Throws duck::Fault(misuse) for a type that no cell can
/// hold: cast it in the SQL.
[[nodiscard]] Table read_table(duck::Answer answer, std::size_t max_rows, std::size_t max_bytes = SIZE_MAX);

/// True when read_table() takes a column of this type.
[[nodiscard]] bool can_be_cell(duckdb_type type);

}  // namespace sas::lake
