#include "lake/lookup.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "lake/observation_rows.h"
#include "lake/read_view.h"

namespace sas::lake {

namespace {

constexpr std::array key_types{DUCKDB_TYPE_BIGINT, DUCKDB_TYPE_TIMESTAMP, DUCKDB_TYPE_TIMESTAMP, DUCKDB_TYPE_BIGINT};

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

/// Days of the keys as one stretch: a late delivery is of neighbouring days.
SealedSource sealed_of(duck::Connection& connection, const std::string& folder, std::span<const Key> keys) {
  const auto [first, last] =
      std::minmax_element(keys.begin(), keys.end(), [](const Key& a, const Key& b) { return a.time < b.time; });
  return {connection, folder, day_of(first->time), day_of(last->time)};
}

void take_rows(KnownRows& out, duck::Answer answer, Place place) {
  for (Observation& row : read_rows(std::move(answer))) {
    const Key key = key_of(row);
    out.insert_or_assign(key, KnownRow{std::move(row), place});
  }
}

}  // namespace

KnownRows find_known(duck::Connection& connection, const std::string& folder, std::span<const Key> keys) {
  KnownRows out;
  if (keys.empty()) return out;
  ask(connection, keys);
  const auto known_in = [](const std::string& source) {
    return "SELECT " + columns_of("h") + " FROM " + source + " h SEMI JOIN asked a ON " + std::string(same_key);
  };
  const SealedSource sealed = sealed_of(connection, folder, keys);
  if (!sealed.empty()) take_rows(out, connection.query(known_in("(" + sealed.select() + ")")), Place::sealed);
  take_rows(out, connection.query(known_in("hot")), Place::hot);
  return out;
}

void delete_hot(duck::Connection& connection, std::span<const Key> keys) {
  if (keys.empty()) return;
  ask(connection, keys);
  connection.run("DELETE FROM hot h USING asked a WHERE " + std::string(same_key));
}

std::size_t give_way(duck::Connection& connection, std::span<const KnownRow> rows, std::int64_t batch) {
  std::vector<Key> hot, sealed;
  for (const KnownRow& row : rows) (row.place == Place::hot ? hot : sealed).push_back(key_of(row.row));
  delete_hot(connection, hot);
  if (!sealed.empty()) {
    ask(connection, sealed);
    connection.run("INSERT INTO superseded SELECT series_id, time, until, feature, " + std::to_string(batch) +
                   " FROM asked");
  }
  return hot.size();
}

std::optional<Observation> find_newest(duck::Connection& connection, const std::string& folder, SeriesId series) {
  const ReadView view(connection, folder, {});
  std::vector<Observation> rows = read_rows(connection.query(
      "SELECT " + std::string(row_columns) + " FROM observation WHERE series_id = $1 ORDER BY time DESC LIMIT 1",
      {static_cast<std::int64_t>(series)}));
  if (rows.empty()) return std::nullopt;
  return std::move(rows.front());
}

std::vector<Observation> find_newest(duck::Connection& connection) {
  const std::string columns(row_columns);
  std::vector<Observation> out = read_rows(connection.query("SELECT " + columns + " FROM newest"));
  // Two steps, because carrying whole rows through the aggregate of millions is what costs. Hot rows come last: one as
  // old as what was sealed is a correction of it.
  std::vector<Observation> hot = read_rows(connection.query(
      "SELECT " + columns + " FROM hot WHERE rowid IN (SELECT arg_max(rowid, time) FROM hot GROUP BY series_id)"));
  out.insert(out.end(), std::make_move_iterator(hot.begin()), std::make_move_iterator(hot.end()));
  return out;
}

}  // namespace sas::lake
