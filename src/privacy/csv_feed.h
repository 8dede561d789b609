#pragma once
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "privacy/judge.h"

/// CSV in chunks into a judgement, so that a file larger than memory can be judged. RFC 4180 with comma, semicolon or
/// tab (told from the first line), UTF-8 with or without a byte order mark, any line end; empty lines are passed over.
/// Rows of another length than the header count as unreadable and so block. Not thread-safe.
namespace sas::privacy {

class CsvFeed {
 public:
  explicit CsvFeed(DataSet set) : set_(std::move(set)) {}
  /// Errors: `csv-row-too-long` (a row of more than 16 MiB, or a quote that is never closed).
  [[nodiscard]] Result<Done> feed(std::string_view chunk);
  /// The judgement over everything fed. Errors: `csv-quote` (a quote is not closed), `csv-empty` (no header).
  [[nodiscard]] Result<Report> finish();

 private:
  std::size_t take_rows(std::string_view text);
  void end_row(const char* end);
  void end_cell(const char* end);
  std::string_view unquoted(std::string_view quoted);
  void start(std::string_view first_line);

  DataSet set_;
  std::optional<Judge> judge_;
  std::string rest_;
  char separator_ = ',';
  bool begun_ = false;
  std::vector<std::string_view> cells_;
  std::deque<std::string> unquoted_;  ///< texts of quoted cells with doubled quotes, for the row at hand
  std::size_t unquoted_used_ = 0;
  const char* cell_start_ = nullptr;
};

}  // namespace sas::privacy
