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

/// What the manifest newly says of a day.
struct FreshDay {
  std::int64_t batch = 0;
  std::vector<std::string> files;
};

/// Days of which a table of this session has something: only they cost anything.
std::set<Date> days_touched(duck::Connection& connection) {
  std::set<Date> out;
  duck::Answer answer = connection.query(
      "SELECT DISTINCT time::DATE - DATE '1970-01-01' FROM hot UNION SELECT DISTINCT time::DATE - DATE '1970-01-01' "
      "FROM"
      " superseded UNION SELECT DISTINCT time::DATE - DATE '1970-01-01' FROM history");
  while (const std::optional<duck::Chunk> chunk = answer.next())
    for (std::size_t row = 0; row < chunk->rows(); ++row)
      out.insert(Date{std::chrono::days{chunk->values<std::int64_t>(0)[row]}});
  return out;
}

void mark_overtaken(duck::Connection& connection, const std::string& folder, const FreshDay& fresh,
                    const std::string& later_rows) {
  if (connection.query("SELECT count(*) FROM hot h WHERE " + later_rows).integer() == 0) return;
  std::string files;
  for (const std::string& file : fresh.files) files += (files.empty() ? "" : ", ") + sql_quoted(folder + "/" + file);
  connection.run(
      fmt::format("INSERT INTO superseded SELECT h.series_id, h.time, h.until, h.feature, h.batch FROM hot h SEMI JOIN"
                  " read_parquet([{}], hive_partitioning = false) a ON {} WHERE {}",
                  files, same_key, later_rows));
}

std::int64_t leave_hot(duck::Connection& connection, const std::string& folder, Date day, const FreshDay& fresh) {
  const std::string sealed_rows = fmt::format("{} AND h.batch <= {}", within_day("h", day), fresh.batch);
  keep_newest(connection, sealed_rows);
  const std::int64_t rows = connection.query("SELECT count(*) FROM hot h WHERE " + sealed_rows).integer();
  connection.run("DELETE FROM hot h WHERE " + sealed_rows);
  connection.run("DELETE FROM superseded h WHERE " + sealed_rows);
  // What was corrected or taken back while the file was written is in it all the same.
  const std::string later_rows = fmt::format("{} AND h.batch > {}", within_day("h", day), fresh.batch);
  connection.run("INSERT INTO superseded SELECT DISTINCT series_id, time, until, feature, batch FROM history h WHERE " +
                 later_rows);
  mark_overtaken(connection, folder, fresh, later_rows);
  return rows;
}

}  // namespace

std::int64_t apply_manifest(duck::Connection& connection, const std::string& folder, const Manifest& manifest) {
  std::set<std::string> gone = known_paths(connection);
  std::vector<const SealedFile*> fresh;
  for (const SealedFile& file : manifest.files)
    if (gone.erase(file.path) == 0) fresh.push_back(&file);
  if (gone.empty() && fresh.empty()) return 0;
  duck::Transaction transaction(connection);
  for (const std::string& path : gone) (void)connection.query("DELETE FROM sealed_file WHERE path = $1", {path});
  std::map<Date, FreshDay> days;
  std::int64_t batch = 0;
  for (const SealedFile* file : fresh) {
    list_file(connection, *file);
    FreshDay& day = days[file->day];
    day.batch = std::max(day.batch, file->batch);
    day.files.push_back(file->path);
    batch = std::max(batch, file->batch);
  }
  std::int64_t rows = 0;
  const std::set<Date> touched = days_touched(connection);
  for (const auto& [day, said] : days)
    if (touched.contains(day)) rows += leave_hot(connection, folder, day, said);
  connection.run(fmt::format("UPDATE lake SET batch = greatest(batch, {})", batch));
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
