#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lake/file_query.h"
#include "portal/key_blocks.h"
#include "portal/row_index.h"

namespace sas::portal {

/// What an index of columns is made of. `columns` are those of the release; a column that the file has not is left out.
struct KeyedTable {
  struct Column {
    std::string name;
    releases::Type type = releases::Type::text;
  };
  std::shared_ptr<const RowIndex> rows;
  std::vector<Column> columns;
  std::string sha256;  ///< of the CSV file
};

/// Which rows of a published CSV file hold a value, for every value of every column, so that a question for equal
/// values and its exact count cost no reading of the table, also the first time. Its file is mapped, every part of it
/// is checked whenever it is used, and everything in it can be made again (docs/public-store.md). Immutable;
/// thread-safe.
class ColumnIndex {
 public:
  /// Makes the file in memory that does not grow with the rows (a few MB for each of eight columns at a time, and the
  /// rows of one part of the keys); what waits takes at most half a gigabyte, or one column, of the disk of `kept_path`
  /// meanwhile. Errors: `rows-unreadable`, `rows-index-stopped` (`stopped` said so), `rows-index-lost` (no room, or too
  /// many rows).
  [[nodiscard]] static Result<Done> build(const KeyedTable& table, const std::string& kept_path,
                                          const std::function<bool()>& stopped);
  /// Errors: `rows-index-lost` when there is none of this table, or its directory is damaged.
  [[nodiscard]] static Result<std::shared_ptr<const ColumnIndex>> open(KeyedTable table, const std::string& kept_path);
  ~ColumnIndex();
  ColumnIndex(const ColumnIndex&) = delete;
  ColumnIndex& operator=(const ColumnIndex&) = delete;

  /// The rows for which all filters hold. None when the index cannot tell: another comparison than equal, one_of and
  /// missing, a value in another form than its column has, no filter. Errors: `rows-index-lost` when a part that was
  /// needed is damaged.
  [[nodiscard]] Result<std::optional<RowSet>> find(const std::vector<lake::FileFilter>& filters) const;
  /// Whether a row of the file does what filters ask that find() answered.
  [[nodiscard]] bool fits(const csv::Row& row, const std::vector<lake::FileFilter>& filters) const;
  [[nodiscard]] const RowIndex& rows() const { return *table_.rows; }

  /// How the values of a column are found. `absent`: not here.
  enum class Way : std::uint8_t { absent, by_key, by_halving };
  struct Keyed {
    std::string name;
    releases::Type type = releases::Type::text;
    std::size_t place = 0;  ///< in the header
    Way way = Way::absent;
    std::vector<KeyFence> fences;
  };

 private:
  ColumnIndex(KeyedTable table, std::string_view file, std::vector<Keyed> columns);
  [[nodiscard]] const Keyed* column(const std::string& name) const;
  [[nodiscard]] Result<RowSet> with_key(const Keyed& column, CellKey key) const;
  [[nodiscard]] Result<RowSet> with_number(const Keyed& column, std::int64_t number) const;
  [[nodiscard]] Result<RowSet> with_value(const Keyed& column, const std::string& value) const;
  [[nodiscard]] Result<std::optional<RowSet>> find_one(const lake::FileFilter& filter) const;

  KeyedTable table_;
  std::string_view file_;
  std::vector<Keyed> columns_;
  KeyMaker keys_;
};

}  // namespace sas::portal
