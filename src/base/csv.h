#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

/// CSV as in RFC 4180, UTF-8.
namespace sas::csv {

using Row = std::vector<std::string>;

/// One line with its newline, comma separated. A field that a spreadsheet would run as a formula (= + - @ first) gets
/// an apostrophe before it, unless it is a number.
[[nodiscard]] std::string line(const Row& row);
/// All rows; a byte order mark is passed over. Spreadsheets of who writes decimals with a comma separate with ';'.
/// Error `csv-quote` with the row when a quote is not closed.
[[nodiscard]] Result<std::vector<Row>> read(std::string_view text, char separator = ',');

}  // namespace sas::csv
