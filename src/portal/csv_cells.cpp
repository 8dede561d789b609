#include "portal/csv_cells.h"

#include <string>
#include <vector>

#include "base/csv.h"

namespace sas::portal {
namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

Result<Done> read_rows(std::string_view lines, const TakeRow& take) {
  // In the middle of a file a mark is the begin of a cell; csv::read passes over the first ones of a text.
  const auto rows = csv::read(std::string(byte_order_mark) + std::string(lines));
  if (!rows) return fail(Error(rows.error()));
  std::vector<std::string_view> cells;
  for (const csv::Row& row : *rows) {
    cells.assign(row.begin(), row.end());
    take(cells);
  }
  return Done{};
}

}  // namespace

Result<Done> each_row(std::string_view lines, const TakeRow& take) {
  if (lines.find('"') != std::string_view::npos) return read_rows(lines, take);
  std::vector<std::string_view> cells;
  while (!lines.empty()) {
    const std::size_t end = lines.find('\n');
    std::string_view line = lines.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    // csv::read passes over carriage returns wherever they stand.
    const bool is_odd = line.find('\r') != std::string_view::npos;
    if (end == std::string_view::npos || is_odd) {
      if (auto done = read_rows(lines.substr(0, end == std::string_view::npos ? end : end + 1), take); !done)
        return done;
    } else {
      cells.clear();
      std::size_t begin = 0;
      for (std::size_t i = 0; i < line.size(); ++i)
        if (line[i] == ',') cells.push_back(line.substr(begin, i - begin)), begin = i + 1;
      cells.push_back(line.substr(begin));
      take(cells);
    }
    if (end == std::string_view::npos) break;
    lines.remove_prefix(end + 1);
  }
  return Done{};
}

}  // namespace sas::portal
