#include "feeds/status.h"

#include "embedded/feeds_migrations.h"
#include "lake/moment.h"

namespace sas::feeds {
namespace {

using lake::Moment;

/// Since when the newest value has been what it is.
Result<Moment> last_change(lake::Lake& lake, const lake::Observation& newest) {
  const auto id = static_cast<std::int64_t>(newest.series);
  const lake::Cell value = newest.value ? lake::Cell(*newest.value) : lake::Cell(nullptr);
  const lake::Cell params[] = {id, value, newest.text};
  const auto table = lake.query(
      "SELECT epoch_us(min(time)) FROM observation WHERE series_id = $1 AND time > coalesce((SELECT max(time) FROM "
      "observation WHERE series_id = $1 AND (value IS DISTINCT FROM $2 OR coalesce(text, '') <> $3)), "
      "TIMESTAMP '1800-01-01')",
      params, 1);
  if (!table) return fail(table.error());
  if (table->rows.empty()) return newest.time;
  const auto* at = std::get_if<std::int64_t>(&table->rows[0][0]);
  return at == nullptr ? newest.time : Moment{std::chrono::microseconds{*at}};
}

Result<SeriesStatus> status_of(lake::Lake& lake, const sensing::Series& series, Moment now) {
  SeriesStatus out;
  out.series = series.id;
  out.key = series.key;
  const auto newest = lake.latest(series.id);
  if (!newest) return out;
  out.last_value = newest->time;
  const auto changed = last_change(lake, *newest);
  if (!changed) return fail(changed.error());
  out.last_change = *changed;
  using State = sensing::Freshness::State;
  out.fresh = sensing::freshness(series.rules, newest, now);
  if (out.fresh.state != State::late && out.fresh.state != State::dead) return out;
  const bool frozen = (newest->quality & lake::quality::frozen) != 0;
  out.since = frozen ? *changed : newest->time;
  return out;
}

std::optional<Instant> instant_at(const store::Row& row, std::size_t column) {
  const auto millis = row.integer_if(column);
  if (!millis) return std::nullopt;
  return from_millis(*millis);
}

constexpr std::string_view columns =
    "SELECT feed, last_try, last_success, last_measured, last_error, failures, rows_in, rejected FROM feed_status";

FeedStatus from_row(const store::Row& row) {
  return {row.text(0), instant_at(row, 1), instant_at(row, 2), instant_at(row, 3),
          row.text(4), row.integer(5),     row.integer(6),     row.integer(7)};
}

}  // namespace

Result<std::vector<SeriesStatus>> series_status(lake::Lake& lake, std::span<const sensing::Series> series, Moment now) {
  std::vector<SeriesStatus> out;
  for (const sensing::Series& one : series) {
    auto status = status_of(lake, one, now);
    if (!status) return fail(std::move(status));
    out.push_back(*std::move(status));
  }
  return out;
}

void note_round(store::WriteTx& tx, const Clock& clock, const FeedRound& round) {
  const std::int64_t now = to_millis(clock.now());
  tx.execute(
      "INSERT INTO feed_status (feed, last_error, failures, rows_in, rejected) VALUES ($1, '', 0, 0, 0) "
      "ON CONFLICT (feed) DO NOTHING",
      {round.feed});
  tx.execute(
      "UPDATE feed_status SET last_try = $2, last_error = $3, rows_in = rows_in + $4, rejected = rejected + $5 "
      "WHERE feed = $1",
      {round.feed, now, round.error, round.rows, round.rejected});
  if (!round.error.empty()) {
    tx.execute("UPDATE feed_status SET failures = failures + 1 WHERE feed = $1", {round.feed});
    return;
  }
  tx.execute("UPDATE feed_status SET failures = 0, last_success = $2 WHERE feed = $1", {round.feed, now});
  if (round.measured)
    tx.execute(
        "UPDATE feed_status SET last_measured = $2 WHERE feed = $1 AND (last_measured IS NULL OR last_measured < $2)",
        {round.feed, to_millis(*round.measured)});
}

std::optional<FeedStatus> feed_status(store::ReadTx& tx, std::string_view feed) {
  const auto row = tx.query_one(std::string(columns) + " WHERE feed = $1", {std::string(feed)});
  if (!row) return std::nullopt;
  return from_row(*row);
}

std::vector<FeedStatus> all_feed_status(store::ReadTx& tx) {
  std::vector<FeedStatus> out;
  for (const store::Row& row : tx.query(std::string(columns) + " ORDER BY feed")) out.push_back(from_row(row));
  return out;
}

std::vector<store::Migration> migrations() {
  return store::migrations_from(embedded::feeds_migrations());
}

}  // namespace sas::feeds
