#pragma once
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "privacy/byte_scan.h"

/// CSV row by row, in memory that does not grow with the file (RFC 4180; any line end; empty lines are passed over).
namespace sas::opendata {

using Cells = std::span<const std::string_view>;
/// Called for each row; an error ends the reading with it. The cells die with the call.
using TakeRow = std::function<Result<Done>(Cells)>;

/// Takes a file in pieces; a byte order mark at its start is no part of it. Not thread-safe.
class CsvRows {
 public:
  CsvRows(char separator, TakeRow take) : separator_(separator), scan_(separator), take_(std::move(take)) {}
  /// Errors: those of `take`, `csv-quote` (text behind a closing quote), `csv-row-too-long` (over 16 MiB: a quote that
  /// is never closed, most likely).
  [[nodiscard]] Result<Done> feed(std::string_view piece);
  /// The last row, which may lack its line end. Errors as feed(), and `csv-quote` for a quote that is not closed.
  [[nodiscard]] Result<Done> finish();
  [[nodiscard]] std::uint64_t rows() const { return rows_; }

 private:
  struct Cell {
    std::size_t begin = 0, end = 0;
    bool has_doubled = false, is_quoted = false;
  };
  enum class Row { whole, cut, broken };
  [[nodiscard]] Result<Done> take_rows();
  [[nodiscard]] Row find_row();
  [[nodiscard]] Row find_quoted();
  [[nodiscard]] std::size_t end_of_plain(std::size_t at) const;
  [[nodiscard]] Result<Done> hand_over();
  [[nodiscard]] std::string_view plain(const Cell& cell);

  char separator_;
  privacy::ByteScan scan_;
  TakeRow take_;
  std::string text_;      ///< what was fed and not taken yet
  std::size_t at_ = 0;    ///< in text_
  bool is_start_ = true;  ///< nothing was read: a byte order mark may stand here
  bool is_last_ = false;  ///< nothing comes after text_
  std::vector<Cell> cells_;
  std::vector<std::string_view> views_;
  std::uint64_t rows_ = 0;
};

/// Hands over a file in pieces of 1 MiB. Errors: `file-unreadable`, and those of `take`, which end it.
[[nodiscard]] Result<Done> read_pieces(const std::string& path,
                                       const std::function<Result<Done>(std::string_view)>& take);
/// Reads a whole file through it. Errors as CsvRows, and `file-unreadable`.
[[nodiscard]] Result<Done> read_csv_file(const std::string& path, char separator, TakeRow take);

/// Rows as CSV text: comma, CRLF, quotes where needed, nothing else changed.
class CsvText {
 public:
  void add(Cells cells);
  [[nodiscard]] std::string_view text() const { return text_; }
  void clear() { text_.clear(); }

 private:
  void add_cell(std::string_view cell);
  std::string text_;
};

}  // namespace sas::opendata
