#include "lake/term_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <unordered_map>
#include <vector>

#include "lake/read_view.h"

namespace sas::lake {

namespace {

/// Rows in one statement.
constexpr std::size_t at_once = 1'000;

std::unordered_map<std::int64_t, std::string> terms_of(duck::Connection& connection) {
  std::unordered_map<std::int64_t, std::string> out;
  duck::Answer answer = connection.query("SELECT series_id, retention FROM term");
  while (const std::optional<duck::Chunk> chunk = answer.next())
    for (std::size_t row = 0; row < chunk->rows(); ++row)
      out.emplace(chunk->values<std::int64_t>(0)[row], chunk->text(1, row));
  return out;
}

}  // namespace

void keep_terms(duck::Connection& connection, std::span<const SeriesFacts> series) {
  std::unordered_map<std::int64_t, std::string> known = terms_of(connection);
  // In one statement a series may stand once only.
  std::unordered_map<std::int64_t, std::string> told;
  for (const SeriesFacts& facts : series) told[static_cast<std::int64_t>(facts.series)] = facts.retention;
  std::vector<std::string> rows;
  for (const auto& [id, retention] : told)
    if (const auto at = known.find(id); at == known.end() || at->second != retention)
      rows.push_back(fmt::format("({}, {})", id, sql_quoted(retention)));
  if (rows.empty()) return;
  duck::Transaction transaction(connection);
  for (std::size_t done = 0; done < rows.size(); done += at_once) {
    const auto from = rows.begin() + static_cast<std::ptrdiff_t>(done);
    const auto until = from + static_cast<std::ptrdiff_t>(std::min(at_once, rows.size() - done));
    connection.run(fmt::format("INSERT OR REPLACE INTO term VALUES {}", fmt::join(from, until, ", ")));
  }
  transaction.commit();
}

}  // namespace sas::lake
