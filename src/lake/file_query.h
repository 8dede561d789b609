#pragma once
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"

/// Questions to one Parquet file, as values: nobody outside this room writes SQL. A name of a column must be one that
/// the file has, and every value is bound to the statement, so that nothing a visitor typed can become part of it.
namespace sas::lake {

enum class Compare { equal, not_equal, less, at_most, more, at_least, one_of, missing, contains };

/// A condition on one column. Values are text, read as what the column holds ("12", "2026-04-03", "true"); one that
/// cannot be read so holds for no row. `one_of` takes any number of values, `missing` none, the others one. `contains`
/// compares text without case.
struct FileFilter {
  std::string column;
  Compare how = Compare::equal;
  std::vector<std::string> values;
};

struct FileSort {
  enum class Order { up, down };
  std::string column;
  Order order = Order::up;
};

struct FileQuestion {
  enum class Rows { all, distinct };  ///< distinct: rows whose asked columns are equal come once, and have no number
  std::string path;                   ///< absolute, under the reader's folder
  std::vector<std::string> columns;   ///< what to answer, in this order
  std::vector<FileFilter> filters;    ///< all must hold
  std::vector<std::string> words;     ///< each must occur in some column, without case
  std::vector<FileSort> sort;         ///< rows that are equal by these, and all rows without them, come as in the file
  Rows rows = Rows::all;
  std::uint64_t offset = 0;
  std::size_t limit = 100;  ///< at most 100,000
};

/// A cell as people and programs read it: "12", "7.5", "2026-04-03", "2026-04-03T10:15:30Z", "true"; none when empty.
using FileCell = std::optional<std::string>;

struct FileAnswer {
  std::vector<std::vector<FileCell>> rows;
  std::vector<std::uint64_t> numbers;  ///< of the rows in the file, from 1; empty with Rows::distinct
  std::uint64_t total = 0;             ///< of rows that fit, exact
};

/// What a column holds, measured over all rows.
struct ColumnFigures {
  std::string name;
  std::uint64_t filled = 0;
  std::uint64_t distinct = 0;  ///< about: within a few per cent (HyperLogLog)
  FileCell least, most;        ///< none when no row has a value
};
struct FileFigures {
  std::uint64_t rows = 0;
  std::vector<ColumnFigures> columns;
};

enum class TimeStep { day, month, year };
struct FileStep {
  Instant from;
  std::uint64_t rows = 0;
  std::optional<double> mean;  ///< of the value column; none without one or without values
};
struct FileGroup {
  std::string word;
  std::uint64_t rows = 0;
};
/// WGS84 degrees; NaN when a row has no place.
struct FilePoint {
  double longitude = 0, latitude = 0;
};

struct FileReaderSettings {
  std::string folder;            ///< absolute; no file elsewhere can be opened
  std::string memory = "512MB";  ///< of the engine
  int threads = 2;
  std::chrono::milliseconds time{10'000};  ///< of one question
};

/// Errors of all: `file-column` (the file has no such column; the field names it), `file-timeout`, `file-memory`,
/// `file-unreadable`. Thread-safe.
class FileReader {
 public:
  virtual ~FileReader() = default;
  [[nodiscard]] virtual Result<FileAnswer> rows(const FileQuestion& question) = 0;
  [[nodiscard]] virtual Result<FileFigures> figures(const std::string& path) = 0;
  /// Rows by day, month or year of `time_column`, oldest first, at most 2,000 steps; `value_column` may be empty.
  [[nodiscard]] virtual Result<std::vector<FileStep>> steps(const std::string& path, const std::string& time_column,
                                                            const std::string& value_column, TimeStep step) = 0;
  /// The words that occur most in a column.
  [[nodiscard]] virtual Result<std::vector<FileGroup>> groups(const std::string& path, const std::string& column,
                                                              std::size_t limit) = 0;
  /// The place of every row, in the order of the file.
  [[nodiscard]] virtual Result<std::vector<FilePoint>> points(const std::string& path,
                                                              const std::string& longitude_column,
                                                              const std::string& latitude_column) = 0;
};

/// Errors: `file-unreadable` (the engine does not start).
[[nodiscard]] Result<std::unique_ptr<FileReader>> open_file_reader(const FileReaderSettings& settings);

}  // namespace sas::lake
