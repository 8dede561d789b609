#pragma once
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

/// Any table as a Parquet file that every engine reads: for whoever has rows and no lake. The engine that makes it has
/// nothing but these rows.
namespace sas::lake {

enum class CellType {
  text,
  integer,  ///< 64 bits
  decimal,  ///< double
  date,     ///< "2026-04-03"
  moment,   ///< RFC 3339; kept in UTC (isAdjustedToUTC=true), to the millisecond
  truth,    ///< "true", "false"
  bytes,
};

struct TableFileColumn {
  std::string name;
  CellType type = CellType::text;
};

struct TableFileOptions {
  std::string path;            ///< of the file to make; one that is there is written over
  std::string scratch_folder;  ///< for rows that do not fit the memory
  std::string memory = "512MB";
  std::vector<std::pair<std::string, std::string>> key_values;  ///< in the metadata of the file
};

/// Takes rows and writes the file as they come, in memory that does not grow with them. Use it on one thread at a time.
class TableFile {
 public:
  virtual ~TableFile() = default;
  /// As many cells as columns, in the form their type says; an empty one is no value. Errors: `table-cell` (not of its
  /// type; detail names the column), `table-full` (the disk), `table-memory` (a row too large for it), `table-lost`.
  [[nodiscard]] virtual Result<Done> row(std::span<const std::string_view> cells) = 0;
  /// The file (zstd) is whole after this; says how many rows it has. Errors as row(), without the first.
  [[nodiscard]] virtual Result<std::uint64_t> finish() = 0;
};

/// Errors: `table-lost`, also for two columns with one name (in capitals or not).
[[nodiscard]] Result<std::unique_ptr<TableFile>> open_table_file(const std::vector<TableFileColumn>& columns,
                                                                 TableFileOptions options);

/// The number of rows that the metadata of a Parquet file names, and the number that it really has: they differ in a
/// file that lies. Error `table-unreadable`.
struct TableFileRows {
  std::uint64_t named = 0, found = 0;
};
[[nodiscard]] Result<TableFileRows> count_rows(const std::string& path);

}  // namespace sas::lake
