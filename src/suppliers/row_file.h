#pragma once
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"

/// The rows that a program brings one by one, kept as the CSV file that the gate reads. Not thread-safe.
namespace sas::suppliers {

using RowTexts = std::vector<std::string>;

struct RowTable {
  std::vector<std::string> columns;
  std::vector<RowTexts> rows;
};

/// Bytes of a file whose rows are changed one by one; a larger one is brought whole.
inline constexpr std::size_t most_changed = std::size_t{32} << 20U;

/// Errors `rows-unreadable`, `rows-too-large`.
[[nodiscard]] Result<RowTable> read_rows(const std::string& path);
/// In one step: a reader sees the rows before or the rows after. Error `rows-unwritable`.
[[nodiscard]] Result<Done> write_rows(const RowTable& table, const std::string& path);

/// The cells of a record {column: value}, in the order of `columns`; absent ones are empty. Errors `ckan-argument`: a
/// field that is no column, a value that is a list or an object.
[[nodiscard]] Result<RowTexts> row_from(const json::Value& record, const std::vector<std::string>& columns);

enum class Merge { upsert, insert, update };
/// Puts rows in by the columns that tell rows apart. Errors `ckan-argument`: an insert of a row that is there, an
/// update of one that is not.
[[nodiscard]] Result<Done> merge_rows(RowTable& table, std::vector<RowTexts> rows,
                                      const std::vector<std::string>& key_columns, Merge how);
/// Removes the rows that have these values; with no filter all. Returns how many. Error `ckan-argument`.
[[nodiscard]] Result<std::size_t> remove_rows(RowTable& table, const json::Object& filters);

}  // namespace sas::suppliers
