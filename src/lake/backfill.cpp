#include "lake/backfill.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <future>
#include <iterator>
#include <utility>

#include "lake/identity.h"
#include "lake/observation_rows.h"
#include "lake/read_view.h"
#include "lake/sealed_table.h"

namespace sas::lake {

namespace {

constexpr std::size_t rows_at_once = 16'384;
/// Rows that are compared in one statement: what it keeps in memory must fit the engine's limit beside its table.
constexpr std::int64_t compared_at_once = 2'000'000;
/// Days, and rows of them, that are listed together: few enough that a crash costs seconds of work.
constexpr std::size_t listed_days = 64;
constexpr std::int64_t listed_rows = 5'000'000;

std::string plain_rows(Date day) {
  return fmt::format("SELECT {} FROM backfill h WHERE {}", columns_of("h"), within_day("h", day));
}

/// When a key came more than once the last one counts, as if they had come one by one.
std::string last_rows(Date day) {
  return plain_rows(day) +
         " QUALIFY row_number() OVER (PARTITION BY series_id, time, until, feature ORDER BY h.rowid DESC) = 1";
}

/// What the lake has of the day; empty when it has nothing.
std::string existing(duck::Connection& connection, const std::string& folder, const Sealer::Round& round, Date day) {
  const bool has_hot = connection.query("SELECT count(*) FROM hot h WHERE " + within_day("h", day)).integer() > 0;
  std::string out;
  if (has_hot) out = fmt::format("SELECT {} FROM hot h WHERE {}", columns_of("h"), within_day("h", day));
  if (!round.has_files(day)) return out;
  const SealedSource sealed(connection, folder, day, day);
  if (sealed.empty()) return out;
  return (out.empty() ? "" : out + " UNION ALL ") + sealed.select();
}

using DayCount = Backfill::DayCount;

/// The tables of a run, which are of a session that others use after it: they go however the run ends.
class RunTables {
 public:
  explicit RunTables(duck::Connection& connection) : connection_(connection) {
    connection_.run(fmt::format("CREATE OR REPLACE TEMP TABLE backfill ({}, batch BIGINT NOT NULL)", row_definition));
  }
  ~RunTables() {
    for (const char* table : {"backfill", "kept", "fresh"}) try {
        connection_.run(std::string("DROP TABLE IF EXISTS ") + table);
      } catch (const duck::Fault&) {
        // An engine that cannot do this is opened again, and its sessions with it.
      }
  }
  RunTables(const RunTables&) = delete;
  RunTables& operator=(const RunTables&) = delete;

 private:
  duck::Connection& connection_;
};

/// The table with the rows of that day alone, in their order; without any when there is none.
void keep_only(duck::Connection& connection, std::optional<Date> day) {
  const std::string which = day ? within_day("h", *day) : "false";
  connection.run("CREATE OR REPLACE TEMP TABLE kept AS SELECT * FROM backfill h WHERE " + which);
  connection.run("DROP TABLE backfill");
  connection.run("ALTER TABLE kept RENAME TO backfill");
}

std::vector<DayCount> days_of(duck::Connection& connection) {
  std::vector<DayCount> out;
  duck::Answer answer = connection.query(
      "SELECT time::DATE - DATE '1970-01-01' AS day, count(*) FROM backfill GROUP BY day ORDER BY day");
  while (const std::optional<duck::Chunk> chunk = answer.next())
    for (std::size_t row = 0; row < chunk->rows(); ++row)
      out.push_back(
          {Date{std::chrono::days{chunk->values<std::int64_t>(0)[row]}}, chunk->values<std::int64_t>(1)[row]});
  return out;
}

/// Writes days, and counts what is new in them.
class DayWriter {
 public:
  DayWriter(duck::Connection& connection, const std::string& folder) : connection_(connection), folder_(folder) {}

  void write(Sealer::Round& round, const DayCount& day) {
    try {
      write(round, day.day, plain_rows(day.day), day.rows);
    } catch (const RepeatedKeys&) {
      const std::string rows = last_rows(day.day);
      write(round, day.day, rows, count_of(rows));
    }
  }
  [[nodiscard]] std::int64_t stored() const { return stored_; }
  /// Values that the lake has with another result.
  [[nodiscard]] std::vector<Observation> take_changed() { return std::exchange(changed_, {}); }

 private:
  void write(Sealer::Round& round, Date day, const std::string& rows, std::int64_t count) {
    const std::string known = existing(connection_, folder_, round, day);
    if (known.empty()) {
      if (count > 0) round.write(connection_, day, rows);
      stored_ += count;
      return;
    }
    Compared compared = compare(rows, known, count + count_of(known));
    if (compared.fresh > 0) round.write(connection_, day, fmt::format("SELECT {} FROM fresh", row_columns));
    stored_ += compared.fresh;
    changed_.insert(changed_.end(), std::make_move_iterator(compared.changed.begin()),
                    std::make_move_iterator(compared.changed.end()));
  }

  struct Compared {
    std::int64_t fresh = 0;  ///< in the table of that name: what the lake does not have
    std::vector<Observation> changed;
  };

  /// Some series at a time, so that a day of any size fits.
  [[nodiscard]] Compared compare(const std::string& rows, const std::string& known, std::int64_t size) {
    connection_.run(fmt::format("CREATE OR REPLACE TEMP TABLE fresh ({})", row_definition));
    Compared out;
    const std::int64_t parts = 1 + size / compared_at_once;
    for (std::int64_t part = 0; part < parts; ++part) {
      const auto some = [&](const std::string& of) {
        return fmt::format("(SELECT * FROM ({}) WHERE abs(series_id) % {} = {})", of, parts, part);
      };
      connection_.run(fmt::format("INSERT INTO fresh SELECT {} FROM {} h ANTI JOIN {} a ON {}", columns_of("h"),
                                  some(rows), some(known), same_key));
      std::vector<Observation> changed = read_rows(connection_.query(
          fmt::format("SELECT {} FROM {} h JOIN {} a ON {} WHERE h.value IS DISTINCT FROM a.value OR h.text IS"
                      " DISTINCT FROM a.text",
                      columns_of("h"), some(rows), some(known), same_key)));
      out.changed.insert(out.changed.end(), std::make_move_iterator(changed.begin()),
                         std::make_move_iterator(changed.end()));
    }
    out.fresh = count_of("SELECT 1 FROM fresh");
    return out;
  }
  [[nodiscard]] std::int64_t count_of(const std::string& rows) {
    return connection_.query("SELECT count(*) FROM (" + rows + ")").integer();
  }

  duck::Connection& connection_;
  const std::string& folder_;
  std::int64_t stored_ = 0;
  std::vector<Observation> changed_;
};

tl::unexpected<Error> wrong(std::size_t number, std::string_view what) {
  return fail(ErrorKind::invalid, "observation-invalid", fmt::format("value {}: {}", number, what));
}

Result<Done> check_columns(const ValueColumns& values, Moment today) {
  const std::size_t count = values.size();
  const auto fits = [&](std::size_t size) { return size == count || size == 0; };
  if (values.time.size() != count || values.value.size() != count || !fits(values.until.size()) ||
      !fits(values.received.size()) || !fits(values.quality.size()))
    return wrong(0, "the columns differ in length");
  constexpr Moment first = std::chrono::sys_days{std::chrono::year{1900} / 1 / 1};
  for (std::size_t i = 0; i < count; ++i) {
    if (values.time[i] >= today) return wrong(i, "it is of a day that has not ended: append it");
    if (values.time[i] < first) return wrong(i, "time is outside the years 1900..2199");
    if (!std::isfinite(values.value[i])) return wrong(i, "value is no finite number");
    if (!values.until.empty() && values.until[i] && *values.until[i] < values.time[i])
      return wrong(i, "until is before time");
  }
  return Done{};
}

Result<std::int64_t> correct(Writer& writer, std::vector<Observation> changed) {
  const auto count = static_cast<std::int64_t>(changed.size());
  if (count == 0) return count;
  std::promise<Result<Receipt>> promise;
  std::future<Result<Receipt>> answer = promise.get_future();
  writer.append(std::move(changed), [&promise](Result<Receipt> receipt) {
    std::promise<Result<Receipt>> own = std::move(promise);
    own.set_value(std::move(receipt));
  });
  Result<Receipt> receipt = answer.get();
  if (!receipt) return fail(std::move(receipt));
  return count;
}

}  // namespace

Result<std::int64_t> Backfill::run(const NextRows& next, Moment now) {
  const Moment today = begin_of(day_of(now));
  std::vector<Observation> rows(rows_at_once);
  std::size_t done = 0;
  return run_pulling([&](duck::Appender& appender) -> Result<std::size_t> {
    std::fill(rows.begin(), rows.end(), Observation{});
    const std::span<Observation> got = std::span(rows).first(std::min(next(rows), rows.size()));
    if (Result<Done> fit = check_storable(got); !fit) return fail(std::move(fit));
    for (Observation& row : got) {
      if (row.received == Moment{}) row.received = now;
      if (row.time >= today)
        return wrong(done + static_cast<std::size_t>(&row - got.data()),
                     "it is of a day that has not ended: append it");
    }
    append_rows(appender, got, 0);
    done += got.size();
    return got.size();
  });
}

Result<std::int64_t> Backfill::run(const NextColumns& next, Moment now) {
  const Moment today = begin_of(day_of(now));
  return run_pulling([&](duck::Appender& appender) -> Result<std::size_t> {
    const ValueColumns values = next();
    if (Result<Done> fit = check_columns(values, today); !fit) return fail(std::move(fit));
    append_columns(appender, values, now);
    return values.size();
  });
}

Result<std::int64_t> Backfill::run_pulling(const Pull& pull) {
  const Engine::Lease connection(engine_);
  const RunTables tables(*connection);
  Result<std::int64_t> stored = 0;
  for (bool is_last = false; stored && !is_last;) {
    Result<std::size_t> gathered = gather(*connection, pull);
    if (!gathered) {
      stored = fail(std::move(gathered));
      break;
    }
    is_last = *gathered < gathered_at_once_;
    remember_newest(*connection);
    const std::vector<DayCount> all = days_of(*connection);
    const std::optional<Date> open = is_last ? std::nullopt : open_day(all);
    Result<std::int64_t> more = fill(*connection, open ? std::span(all).first(all.size() - 1) : std::span(all));
    stored = more ? Result<std::int64_t>(*stored + *more) : std::move(more);
    keep_only(*connection, open);
  }
  return stored;
}

Result<std::size_t> Backfill::gather(duck::Connection& connection, const Pull& pull) {
  duck::Appender appender(connection, "backfill", row_types);
  std::size_t done = 0;
  while (done < gathered_at_once_) {
    Result<std::size_t> more = pull(appender);
    if (!more) return more;
    if (*more == 0) break;
    done += *more;
  }
  return done;
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

/// The newest day when more of it may follow: who tells history day by day tells the rest of it next, and a day that is
/// written twice costs twice. Not one that fills the table by itself.
std::optional<Date> Backfill::open_day(std::span<const DayCount> all) const {
  if (all.size() < 2 || all.back().rows >= static_cast<std::int64_t>(gathered_at_once_)) return std::nullopt;
  return all.back().day;
}

Result<std::int64_t> Backfill::fill(duck::Connection& connection, std::span<const DayCount> all) {
  DayWriter days(connection, folder_);
  std::int64_t corrected = 0;
  for (auto at = all.begin(); at != all.end();) {
    {
      Sealer::Round round(sealer_);
      for (std::int64_t rows = 0; at != all.end() && round.days() < listed_days && rows < listed_rows; ++at) {
        days.write(round, *at);
        rows += at->rows;
      }
      if (round.days() > 0) (void)round.publish(writer_);
    }
    const Result<std::int64_t> more = correct(writer_, days.take_changed());
    if (!more) return more;
    corrected += *more;
  }
  return days.stored() + corrected;
}

}  // namespace sas::lake
