#include "lake/read_view.h"

#include <fmt/format.h>

#include <algorithm>

#include "lake/observation_rows.h"

namespace sas::lake {

namespace {

std::string file_list(const std::vector<std::string>& files) {
  std::string out;
  for (const std::string& file : files) out += (out.empty() ? "" : ", ") + sql_quoted(file);
  return "read_parquet([" + out + "], hive_partitioning = false)";
}

/// No observation is outside these years, and dates far outside cannot be written.
Date clamped(Date day) {
  return std::clamp(day, make_date(1900, 1, 1), make_date(2200, 1, 1));
}

}  // namespace

std::string sql_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    out += c;
    if (c == '\'') out += c;
  }
  return out + "'";
}

Date day_of(Moment moment) {
  return Date{std::chrono::floor<std::chrono::days>(moment).time_since_epoch()};
}

Moment begin_of(Date day) {
  return Moment{day.time_since_epoch()};
}

std::string sql_date(Date day) {
  return "DATE '" + format_iso_date(day) + "'";
}

std::string within_day(std::string_view alias, Date day) {
  return fmt::format("{0}.time >= TIMESTAMP '{1}' AND {0}.time < TIMESTAMP '{2}'", alias, format_iso_date(day),
                     format_iso_date(day + std::chrono::days{1}));
}

SealedSource::SealedSource(duck::Connection& connection, const std::string& folder, Date from, Date until) {
  duck::Answer answer = connection.query(
      "SELECT path, EXISTS (SELECT 1 FROM superseded s WHERE s.time >= day AND s.time < day + 1)"
      " FROM sealed_file WHERE day >= " +
      sql_date(clamped(from)) + " AND day <= " + sql_date(clamped(until)) + " ORDER BY path");
  while (const std::optional<duck::Chunk> chunk = answer.next())
    for (std::size_t row = 0; row < chunk->rows(); ++row) {
      std::vector<std::string>& list = chunk->values<bool>(1)[row] ? touched_ : untouched_;
      list.push_back(folder + "/" + std::string(chunk->text(0, row)));
    }
}

std::string SealedSource::select() const {
  std::string out;
  if (!untouched_.empty()) out = fmt::format("SELECT {} FROM {}", row_columns, file_list(untouched_));
  if (touched_.empty()) return out;
  if (!out.empty()) out += " UNION ALL ";
  return out + fmt::format("SELECT {} FROM {} h ANTI JOIN superseded a ON {}", columns_of("h"), file_list(touched_),
                           same_key);
}

ReadView::ReadView(duck::Connection& connection, const std::string& folder, const TimeScope& scope)
    : transaction_(connection) {
  const SealedSource sealed(connection, folder, day_of(scope.from), day_of(scope.until));
  if (sealed.empty()) return;
  connection.run(fmt::format("CREATE OR REPLACE TEMP VIEW observation AS SELECT {} FROM hot UNION ALL {}", row_columns,
                             sealed.select()));
}

}  // namespace sas::lake
