#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

/// CSV as in RFC 4180, comma separated, UTF-8.
namespace sas::csv {

using Row = std::vector<std::string>;

/// One line with its newline. A field that a spreadsheet would run as a formula (= + - @ first) gets an apostrophe
/// before it, unless it is a number.
[[nodiscard]] std::string line(const Row& row);
/// All rows; a byte order mark is passed over. Error `csv-quote` with the row when a quote is not closed.
[[nodiscard]] Result<std::vector<Row>> read(std::string_view text);

}  // namespace sas::csv
