#include "opendata/source.h"

namespace sas::opendata {

Result<Done> TableSource::rows(const TakeRow& take) {
  std::vector<std::string_view> cells;
  for (const auto& row : table_.rows) {
    cells.assign(row.begin(), row.end());
    if (auto taken = take(cells); !taken) return taken;
  }
  return Done{};
}

Result<privacy::Table> whole_table(Source& source, std::size_t most_cells) {
  privacy::Table out{source.header(), {}};
  std::size_t cells = 0;
  const auto read = source.rows([&](Cells row) -> Result<Done> {
    cells += row.size();
    if (cells > most_cells)
      return fail(ErrorKind::too_large, "table-too-large", std::to_string(most_cells) + " cells at most");
    out.rows.emplace_back(row.begin(), row.end());
    return Done{};
  });
  if (!read) return fail(Error(read.error()));
  return out;
}

}  // namespace sas::opendata
