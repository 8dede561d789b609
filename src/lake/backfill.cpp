#include "lake/backfill.h"

#include <fmt/format.h>

#include <algorithm>
#include <future>

#include "lake/identity.h"
#include "lake/observation_rows.h"
#include "lake/read_view.h"
#include "lake/sealed_table.h"

namespace sas::lake {

namespace {

constexpr std::size_t gathered_at_once = 16'384;

/// The gathered rows of a day. When a key came more than once the last one counts, as if they had come one by one.
std::string gathered(duck::Connection& connection, Date day) {
  const std::string rows = fmt::format("SELECT {} FROM backfill h WHERE {}", columns_of("h"), within_day("h", day));
  const bool repeats =
      connection
          .query(fmt::format("SELECT count(*) FROM (SELECT 1 FROM backfill h WHERE {} GROUP BY series_id, time, until,"
                             " feature HAVING count(*) > 1 LIMIT 1)",
                             within_day("h", day)))
          .integer() > 0;
  if (!repeats) return rows;
  return rows + " QUALIFY row_number() OVER (PARTITION BY series_id, time, until, feature ORDER BY h.rowid DESC) = 1";
}

/// What the lake has of the day; empty when it has nothing.
std::string existing(duck::Connection& connection, const std::string& folder, Date day) {
  const SealedSource sealed(connection, folder, day, day);
  const bool has_hot = connection.query("SELECT count(*) FROM hot h WHERE " + within_day("h", day)).integer() > 0;
  std::string out;
  if (has_hot) out = fmt::format("SELECT {} FROM hot h WHERE {}", columns_of("h"), within_day("h", day));
  if (sealed.empty()) return out;
  return (out.empty() ? "" : out + " UNION ALL ") + sealed.select();
}

std::vector<Date> days_of(duck::Connection& connection) {
  std::vector<Date> out;
  duck::Answer answer =
      connection.query("SELECT DISTINCT strftime(time::DATE, '%Y-%m-%d') AS day FROM backfill ORDER BY day");
  while (const std::optional<duck::Chunk> chunk = answer.next())
    for (std::size_t row = 0; row < chunk->rows(); ++row) out.push_back(parse_iso_date(chunk->text(0, row)).value());
  return out;
}

}  // namespace

Result<std::int64_t> Backfill::run(const Next& next, Moment now) {
  const Engine::Lease connection(engine_);
  connection->run(fmt::format("CREATE OR REPLACE TEMP TABLE backfill ({}, batch BIGINT NOT NULL)", row_definition));
  Result<std::int64_t> stored = 0;
  if (Result<Done> done = gather(*connection, next, now); !done) stored = fail(std::move(done));
  if (stored) remember_newest(*connection);
  if (stored)
    for (const Date day : days_of(*connection)) {
      Result<std::int64_t> more = fill_day(*connection, day);
      if (!more) {
        stored = std::move(more);
        break;
      }
      *stored += *more;
    }
  connection->run("DROP TABLE backfill");
  return stored;
}

Result<Done> Backfill::gather(duck::Connection& connection, const Next& next, Moment now) {
  const Moment today = begin_of(day_of(now));
  std::vector<Observation> rows(gathered_at_once);
  duck::Appender appender(connection, "backfill", row_types);
  for (std::int64_t done = 0;;) {
    std::fill(rows.begin(), rows.end(), Observation{});
    const std::span<Observation> got = std::span(rows).first(std::min(next(rows), rows.size()));
    if (got.empty()) return Done{};
    if (Result<Done> fit = check_storable(got); !fit) return fit;
    for (Observation& row : got) {
      if (row.received == Moment{}) row.received = now;
      if (row.time >= today)
        return fail(ErrorKind::invalid, "observation-invalid",
                    fmt::format("value {} is of a day that has not ended: append it", done + (&row - got.data())));
    }
    append_rows(appender, got, 0);
    done += static_cast<std::int64_t>(got.size());
  }
}

/// Before anything is listed: from then on a value that comes in live is compared with what is about to be there.
void Backfill::remember_newest(duck::Connection& connection) {
  const std::vector<Observation> rows = read_rows(connection.query(fmt::format(
      "SELECT {} FROM backfill WHERE rowid IN (SELECT arg_max(rowid, time) FROM backfill GROUP BY series_id)",
      row_columns)));
  Result<Done> kept = writer_.between_commits([&](duck::Connection& own) -> Result<Done> {
    keep_newest_rows(own, rows);
    newest_.put_older_first(rows);
    return Done{};
  });
  if (!kept) throw duck::Fault(duck::FaultKind::lost, kept.error().detail);
}

Result<std::int64_t> Backfill::fill_day(duck::Connection& connection, Date day) {
  const std::string rows = gathered(connection, day);
  const std::string known = existing(connection, folder_, day);
  std::string fresh = rows;
  std::vector<Observation> changed;
  if (!known.empty()) {
    fresh = fmt::format("SELECT {} FROM ({}) h ANTI JOIN ({}) a ON {}", columns_of("h"), rows, known, same_key);
    changed = read_rows(connection.query(
        fmt::format("SELECT {} FROM ({}) h JOIN ({}) a ON {} WHERE h.value IS DISTINCT FROM a.value OR h.text IS"
                    " DISTINCT FROM a.text",
                    columns_of("h"), rows, known, same_key)));
  }
  const std::int64_t count = connection.query("SELECT count(*) FROM (" + fresh + ")").integer();
  if (count > 0) sealer_.seal_day_with(connection, day, fresh, writer_);
  Result<std::int64_t> corrected = correct(std::move(changed));
  if (corrected) *corrected += count;
  return corrected;
}

Result<std::int64_t> Backfill::correct(std::vector<Observation> changed) {
  const auto count = static_cast<std::int64_t>(changed.size());
  if (count == 0) return count;
  std::promise<Result<Receipt>> promise;
  std::future<Result<Receipt>> answer = promise.get_future();
  writer_.append(std::move(changed), [&promise](Result<Receipt> receipt) {
    std::promise<Result<Receipt>> own = std::move(promise);
    own.set_value(std::move(receipt));
  });
  Result<Receipt> receipt = answer.get();
  if (!receipt) return fail(std::move(receipt));
  return count;
}

}  // namespace sas::lake
