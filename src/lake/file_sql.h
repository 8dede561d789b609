#pragma once
#include <string>
#include <vector>

#include "lake/duck.h"
#include "lake/file_query.h"

/// SQL for the questions of file_query.h. Private to this room. Pure.
namespace sas::lake {

/// A statement with its values, for `$1`, `$2`, …
struct FileStatement {
  std::string sql;
  std::vector<Cell> values;
};

/// Makes statements about one file whose columns are known. Throws nothing; a column that the file has not is
/// `file-column`.
class FileSql {
 public:
  FileSql(std::string path, std::vector<duck::Column> columns) : path_(std::move(path)), columns_(std::move(columns)) {}

  /// The cells of the rows, before them the number of the row unless rows are distinct.
  [[nodiscard]] Result<FileStatement> rows(const FileQuestion& question) const;
  [[nodiscard]] Result<FileStatement> count(const FileQuestion& question) const;
  /// One row: the number of rows, then for each column how many are filled, how many differ, the least and the most.
  [[nodiscard]] FileStatement figures() const;
  /// Begin of the step in microseconds, rows, mean.
  [[nodiscard]] Result<FileStatement> steps(const std::string& time_column, const std::string& value_column,
                                            TimeStep step) const;
  [[nodiscard]] Result<FileStatement> groups(const std::string& column, std::size_t limit) const;
  [[nodiscard]] Result<FileStatement> points(const std::string& longitude_column,
                                             const std::string& latitude_column) const;
  [[nodiscard]] const std::vector<duck::Column>& columns() const { return columns_; }

 private:
  [[nodiscard]] Result<const duck::Column*> column(const std::string& name) const;
  [[nodiscard]] Result<std::string> condition(const FileFilter& filter, std::vector<Cell>& values) const;
  [[nodiscard]] Result<std::string> where(const FileQuestion& question, std::vector<Cell>& values) const;
  [[nodiscard]] Result<std::string> order(const FileQuestion& question) const;
  [[nodiscard]] Result<std::string> cells(const FileQuestion& question) const;
  [[nodiscard]] Result<std::string> distinct(const FileQuestion& question, const std::string& condition) const;
  [[nodiscard]] std::string source() const;

  std::string path_;
  std::vector<duck::Column> columns_;
};

/// `"name"` with its quotes doubled.
[[nodiscard]] std::string sql_name(std::string_view name);

}  // namespace sas::lake
