#include "lake/lookup.h"

#include <array>

#include "lake/observation_rows.h"

namespace sas::lake {

namespace {

constexpr std::array key_types{DUCKDB_TYPE_BIGINT, DUCKDB_TYPE_TIMESTAMP, DUCKDB_TYPE_TIMESTAMP, DUCKDB_TYPE_BIGINT};

constexpr std::string_view same_key =
    "h.series_id = a.series_id AND h.time = a.time AND h.until IS NOT DISTINCT FROM a.until AND h.feature = a.feature";

/// Puts the keys in a table of this session that the look-up joins with.
void ask(duck::Connection& connection, std::span<const Key> keys) {
  connection.run(
      "CREATE OR REPLACE TEMP TABLE asked (series_id BIGINT, time TIMESTAMP, until TIMESTAMP, feature BIGINT)");
  duck::Appender appender(connection, "asked", key_types);
  for (std::size_t done = 0; done < keys.size();) {
    const std::size_t count = std::min(keys.size() - done, duck::Appender::capacity());
    for (std::size_t row = 0; row < count; ++row) {
      const Key& key = keys[done + row];
      appender.values<std::int64_t>(0)[row] = static_cast<std::int64_t>(key.series);
      appender.values<std::int64_t>(1)[row] = key.time.time_since_epoch().count();
      if (key.until)
        appender.values<std::int64_t>(2)[row] = key.until->time_since_epoch().count();
      else
        appender.set_null(2, row);
      appender.values<std::int64_t>(3)[row] = key.feature;
    }
    appender.put(count);
    done += count;
  }
  appender.flush();
}

std::string columns_of(std::string_view alias) {
  std::string out(alias);
  out += '.';
  for (const char c : row_columns) {
    out += c;
    if (c == ' ') out += std::string(alias) + '.';
  }
  return out;
}

}  // namespace

KnownRows find_known(duck::Connection& connection, std::span<const Key> keys) {
  KnownRows out;
  if (keys.empty()) return out;
  ask(connection, keys);
  const std::string sql = "SELECT " + columns_of("h") + " FROM hot h SEMI JOIN asked a ON " + std::string(same_key);
  for (Observation& row : read_rows(connection.query(sql))) {
    const Key key = key_of(row);
    out.insert_or_assign(key, KnownRow{std::move(row), Place::hot});
  }
  return out;
}

void delete_hot(duck::Connection& connection, std::span<const Key> keys) {
  if (keys.empty()) return;
  ask(connection, keys);
  connection.run("DELETE FROM hot h USING asked a WHERE " + std::string(same_key));
}

std::optional<Observation> find_newest(duck::Connection& connection, SeriesId series) {
  std::vector<Observation> rows = read_rows(connection.query(
      "SELECT " + std::string(row_columns) + " FROM observation WHERE series_id = $1 ORDER BY time DESC LIMIT 1",
      {static_cast<std::int64_t>(series)}));
  if (rows.empty()) return std::nullopt;
  return std::move(rows.front());
}

std::vector<Observation> find_newest(duck::Connection& connection) {
  // Two steps, because carrying whole rows through the aggregate of millions is what costs.
  const std::string sql = "WITH place AS (SELECT arg_max(rowid, time) AS id FROM hot GROUP BY series_id) SELECT " +
                          std::string(row_columns) + " FROM newest UNION ALL SELECT " + std::string(row_columns) +
                          " FROM hot WHERE rowid IN (SELECT id FROM place)";
  return read_rows(connection.query(sql));
}

}  // namespace sas::lake
