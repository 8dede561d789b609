#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "portal/column_index.h"

/// The begin and the end of the file of a column index. Of the column index only.
namespace sas::portal {

inline constexpr std::size_t kIndexHeadSize = 64;

/// The seed of the keys of a table.
[[nodiscard]] std::uint64_t seed_of(const KeyedTable& table);
/// The columns of the table that its file has, not indexed yet.
[[nodiscard]] std::vector<ColumnIndex::Keyed> columns_of(const KeyedTable& table);
[[nodiscard]] std::string directory_of(const std::vector<ColumnIndex::Keyed>& columns);
/// The first bytes of a file whose directory stands at `at`.
[[nodiscard]] std::string index_head(const KeyedTable& table, std::uint64_t at, std::string_view directory);
/// What the file says of the columns of this table; none when it is of another table, or damaged.
[[nodiscard]] std::optional<std::vector<ColumnIndex::Keyed>> read_index(const KeyedTable& table, std::string_view file);

}  // namespace sas::portal
