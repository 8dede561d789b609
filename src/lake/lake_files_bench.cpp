#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "lake/duck.h"
#include "lake/observation_rows.h"
#include "lake_fixture.h"

/// What answers cost and what sealing costs as a day grows: the same rows in the lake and in a plain table of the
/// engine.
namespace {

using namespace sas::lake;
using SteadyClock = std::chrono::steady_clock;

/// A day of one series, one value each 15 seconds.
constexpr std::int64_t values_a_day = 5'760;

/// As many series as it takes for so many rows to be one day, and no fewer than a city has.
std::int64_t series_of(std::int64_t rows) {
  return std::max<std::int64_t>(2'500, (rows + values_a_day - 1) / values_a_day);
}

[[noreturn]] void give_up(const char* what, const std::string& why) {
  std::fprintf(stderr, "%s: %s\n", what, why.c_str());
  std::exit(1);
}

/// The value of an answer; the bench ends when there is none.
template <typename T>
T must(const char* what, sas::Result<T> answer) {
  if (!answer) give_up(what, answer.error().code + ": " + answer.error().detail);
  return std::move(*answer);
}

double since(SteadyClock::time_point start) {
  return std::chrono::duration<double>(SteadyClock::now() - start).count();
}

/// Row `i` of a day in which each of `series` series sends each 15 seconds.
Observation row_of(std::int64_t i, std::int64_t series) {
  static const Moment start = sas::lake::test::at("2026-04-01T00:00:00Z");
  Observation out =
      sas::lake::test::reading(i % series, start + std::chrono::seconds{i / series * 15},
                               static_cast<double>(static_cast<std::uint64_t>(i) * 0x9e3779b97f4a7c15ULL >> 54U) / 10);
  out.received = out.time + std::chrono::seconds{1};
  return out;
}

/// The same rows as columns, from `first` on, `shift` days later.
ValueColumns columns_of_day(std::int64_t first, std::int64_t count, std::int64_t series, int shift) {
  ValueColumns out;
  for (std::int64_t i = first; i < first + count; ++i) {
    const Observation row = row_of(i, series);
    out.series.push_back(row.series);
    out.time.push_back(row.time + shift * std::chrono::hours{24});
    out.received.push_back(row.received);
    out.value.push_back(*row.value);
  }
  return out;
}

/// The middle of several runs, in milliseconds.
template <typename F>
double milliseconds(F&& work) {
  std::vector<double> runs;
  for (int i = 0; i < 7; ++i) {
    const auto start = SteadyClock::now();
    work();
    runs.push_back(since(start) * 1e3);
  }
  std::sort(runs.begin(), runs.end());
  return runs[runs.size() / 2];
}

std::string hourly(const char* table) {
  return std::string(
             "SELECT series_id, time_bucket(INTERVAL 1 HOUR, time) AS hour, count(*), avg(value), min(value), "
             "max(value) FROM ") +
         table + " GROUP BY ALL";
}

void measure(std::int64_t rows) {
  const std::int64_t series = series_of(rows);
  const test::LakeFolder place;
  const auto lake = place.open();
  auto start = SteadyClock::now();
  std::vector<Observation> batch;
  for (std::int64_t i = 0; i < rows; ++i) {
    batch.push_back(row_of(i, series));
    if (batch.size() == 50'000 || i + 1 == rows) {
      (void)must("append", lake->append(std::move(batch)));
      batch.clear();
    }
  }
  std::printf("%9.1f M rows: append in batches of 50,000: %.0f rows/s\n", static_cast<double>(rows) / 1e6,
              static_cast<double>(rows) / since(start));
  const duck::Database database = duck::Database::open(
      place.text() + "/plain.duckdb", std::vector<duck::Setting>{{"threads", "2"}, {"memory_limit", "512MB"}});
  duck::Connection plain = database.connect();
  plain.run("CREATE TABLE plain (" + std::string(row_definition) + ", batch BIGINT NOT NULL)");
  for (std::int64_t i = 0; i < rows;) {
    batch.clear();
    for (; i < rows && batch.size() < 500'000; ++i) batch.push_back(row_of(i, series));
    duck::Appender appender(plain, "plain", row_types);
    append_rows(appender, batch, 1);
  }
  batch.clear();
  batch.shrink_to_fit();
  plain.run("CHECKPOINT");

  BucketQuery day;
  day.series = SeriesId{77};
  day.from = test::at("2026-04-01T00:00:00Z");
  day.until = test::at("2026-04-02T00:00:00Z");
  day.unit = BucketQuery::Unit::minute;
  day.count = 5;
  const auto ask = [&](const char* state) {
    const double floor = milliseconds([&] { (void)plain.query(hourly("plain")); });
    const double whole = milliseconds([&] {
      (void)must("hourly", lake->query(std::string("SELECT count(*) FROM (") + hourly("observation") + ")", {}));
    });
    std::size_t buckets = 0;
    const double one = milliseconds([&] { buckets = must("buckets", lake->buckets(day)).size(); });
    const double plain_one = milliseconds(
        [&] { (void)plain.query("SELECT time, value FROM plain WHERE series_id = 77 AND time >= '2026-04-01'"); });
    std::printf(
        "%9s hourly per series %7.1f ms, plain table %7.1f ms, ratio %.2f; day of one sensor in %zu buckets "
        "%6.1f ms, plain table %6.1f ms\n",
        state, whole, floor, whole / floor, buckets, one, plain_one);
  };
  // Time to put the last million in order, as there is between two bursts.
  std::this_thread::sleep_for(std::chrono::seconds{3});
  ask("hot");
  start = SteadyClock::now();
  if (must("seal", lake->seal(test::at("2026-04-05T00:00:00Z"), std::chrono::hours{24})) < 1)
    give_up("seal", "no day was sealed");
  std::printf("          sealing %.0f rows/s, %.2f bytes a row\n", static_cast<double>(rows) / since(start),
              static_cast<double>(lake->stats().sealed_bytes) / static_cast<double>(rows));
  ask("sealed");
}

/// Rows a second that a plain sorted file of the same rows is written with: what filling can at best come near.
double plain_file_rate(std::int64_t rows) {
  const test::LakeFolder place;
  const duck::Database database = duck::Database::open(
      place.text() + "/plain.duckdb", std::vector<duck::Setting>{{"threads", "2"}, {"memory_limit", "512MB"}});
  duck::Connection plain = database.connect();
  plain.run("CREATE TEMP TABLE plain (" + std::string(row_definition) + ", batch BIGINT NOT NULL)");
  const auto start = SteadyClock::now();
  {
    duck::Appender appender(plain, "plain", row_types);
    for (std::int64_t i = 0; i < rows;) {
      const ValueColumns piece = columns_of_day(i, std::min<std::int64_t>(rows - i, 65'536), series_of(rows), 0);
      append_columns(appender, piece, piece.time.front());
      i += static_cast<std::int64_t>(piece.size());
    }
  }
  plain.run("COPY (SELECT * FROM plain ORDER BY series_id, time) TO '" + place.text() +
            "/plain.parquet' (FORMAT parquet, COMPRESSION zstd)");
  return static_cast<double>(rows) / since(start);
}

/// Days as files at once, in columns or in rows.
void measure_backfill(std::int64_t rows_a_day, int days) {
  const std::int64_t rows = rows_a_day * days;
  const double floor = plain_file_rate(rows_a_day);
  const test::LakeFolder place;
  const auto lake = place.open();
  std::int64_t given = 0;
  const auto start = SteadyClock::now();
  const std::int64_t stored = must("back-fill", lake->backfill_columns([&] {
    if (given == rows) return ValueColumns{};
    const std::int64_t of_day = given % rows_a_day;
    const std::int64_t count = std::min<std::int64_t>(rows_a_day - of_day, 65'536);
    ValueColumns out =
        columns_of_day(of_day, count, series_of(rows_a_day), static_cast<int>(given / rows_a_day) - days);
    given += count;
    return out;
  }));
  if (stored != rows) give_up("back-fill", "not every row was stored");
  const double rate = static_cast<double>(rows) / since(start);
  std::printf(
      "          back-fill of %d days of %.2f M rows: %.0f rows/s, %.1f ms a day; sorted plain file %.0f rows/s, "
      "ratio %.2f\n",
      days, static_cast<double>(rows_a_day) / 1e6, rate, since(start) * 1e3 / days, floor, rate / floor);
}

}  // namespace

/// [--days N] SIZES: sizes in millions of rows a day; without any 1 and 10. A hundred takes some minutes. With --days
/// that many days are filled in; 1 without.
int main(int count, char** words) {
  std::setvbuf(stdout, nullptr, _IOLBF, BUFSIZ);  // a line is seen when it was measured
  int days = 1;
  std::vector<std::int64_t> sizes;
  for (int i = 1; i < count; ++i) {
    if (std::string_view(words[i]) == "--days" && i + 1 < count)
      days = std::atoi(words[++i]);
    else
      sizes.push_back(static_cast<std::int64_t>(std::atof(words[i]) * 1e6));
  }
  if (sizes.empty()) sizes = {1'000'000, 10'000'000};
  for (const std::int64_t rows : sizes) {
    measure(rows);
    measure_backfill(rows, days);
  }
  measure_backfill(2'000, 365);  // a small town
}
