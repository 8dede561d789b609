#include "lake/sealed_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "lake/observation_rows.h"
#include "lake/read_view.h"

namespace sas::lake {

namespace {

std::set<std::string> known_paths(duck::Connection& connection) {
  std::set<std::string> out;
  duck::Answer answer = connection.query("SELECT path FROM sealed_file");
  while (const std::optional<duck::Chunk> chunk = answer.next())
    for (std::size_t row = 0; row < chunk->rows(); ++row) out.emplace(chunk->text(0, row));
  return out;
}

void list_file(duck::Connection& connection, const SealedFile& file) {
  (void)connection.query(
      "INSERT INTO sealed_file VALUES ($1, $2, $3::DATE, $4, $5, $6, $7)",
      {file.path, file.retention, format_iso_date(file.day), file.rows, file.bytes, file.sha256, file.batch});
}

void drop_older_newest(duck::Connection& connection) {
  connection.run(
      "DELETE FROM newest WHERE rowid NOT IN (SELECT arg_max(rowid, (time, batch)) FROM newest GROUP BY series_id)");
}

/// The newest value of a series must be known without a look into files.
void keep_newest(duck::Connection& connection, const std::string& sealed_rows) {
  connection.run(
      fmt::format("INSERT INTO newest SELECT {} FROM hot WHERE rowid IN"
                  " (SELECT arg_max(rowid, time) FROM hot h WHERE {} GROUP BY series_id)",
                  row_columns_with_batch(), sealed_rows));
  drop_older_newest(connection);
}

std::int64_t leave_hot(duck::Connection& connection, Date day, std::int64_t batch) {
  const std::string sealed_rows = fmt::format("{} AND h.batch <= {}", within_day("h", day), batch);
  keep_newest(connection, sealed_rows);
  const std::int64_t rows = connection.query("SELECT count(*) FROM hot h WHERE " + sealed_rows).integer();
  connection.run("DELETE FROM hot h WHERE " + sealed_rows);
  connection.run(fmt::format("DELETE FROM superseded h WHERE {} AND h.batch <= {}", within_day("h", day), batch));
  // What was corrected or taken back while the file was written is in it all the same.
  connection.run(
      fmt::format("INSERT INTO superseded SELECT DISTINCT series_id, time, until, feature, batch FROM history h"
                  " WHERE {} AND h.batch > {}",
                  within_day("h", day), batch));
  connection.run(fmt::format("UPDATE lake SET batch = greatest(batch, {})", batch));
  return rows;
}

}  // namespace

std::int64_t apply_manifest(duck::Connection& connection, const Manifest& manifest) {
  std::set<std::string> gone = known_paths(connection);
  std::vector<const SealedFile*> fresh;
  for (const SealedFile& file : manifest.files)
    if (gone.erase(file.path) == 0) fresh.push_back(&file);
  if (gone.empty() && fresh.empty()) return 0;
  duck::Transaction transaction(connection);
  for (const std::string& path : gone) (void)connection.query("DELETE FROM sealed_file WHERE path = $1", {path});
  std::map<Date, std::int64_t> days;
  for (const SealedFile* file : fresh) {
    list_file(connection, *file);
    days[file->day] = std::max(days[file->day], file->batch);
  }
  std::int64_t rows = 0;
  for (const auto& [day, batch] : days) rows += leave_hot(connection, day, batch);
  transaction.commit();
  return rows;
}

void keep_newest_rows(duck::Connection& connection, std::span<const Observation> rows) {
  duck::Transaction transaction(connection);
  {
    duck::Appender appender(connection, "newest", row_types);
    append_rows(appender, rows, 0);
  }
  drop_older_newest(connection);
  transaction.commit();
}

void find_newest_in_files(duck::Connection& connection, const std::string& folder) {
  const SealedSource sealed(connection, folder, Date::min(), Date::max());
  if (sealed.empty()) return;
  connection.run(
      fmt::format("INSERT INTO newest SELECT {}, 0 FROM ({}) QUALIFY row_number() OVER"
                  " (PARTITION BY series_id ORDER BY time DESC) = 1",
                  row_columns, sealed.select()));
  drop_older_newest(connection);
}

}  // namespace sas::lake
