#include <atomic>
#include <chrono>
#include <cstdio>
#include <thread>
#include <vector>

#include "lake/duck.h"
#include "lake/observation_rows.h"
#include "lake_fixture.h"

/// How fast values become durable, held to what the engine does alone: one thread, rows laid ready, the same number of
/// rows in a commit. Every figure is of commits that were flushed to the disk.
namespace {

using namespace sas::lake;
using Seconds = std::chrono::duration<double>;
using SteadyClock = std::chrono::steady_clock;

constexpr std::int64_t series_count = 2'000;

double since(SteadyClock::time_point start) {
  return Seconds(SteadyClock::now() - start).count();
}

/// Value number `i` of a city that sends every 12 seconds.
Observation value_of(std::int64_t i) {
  const Moment start = sas::lake::test::at("2026-04-01T00:00:00Z");
  Observation out = sas::lake::test::reading(i % series_count, start + std::chrono::seconds{i / series_count * 12},
                                             static_cast<double>(i % 317) / 10);
  out.received = out.time;
  return out;
}

std::vector<Observation> values_of(std::int64_t first, std::int64_t count) {
  std::vector<Observation> out;
  out.reserve(static_cast<std::size_t>(count));
  for (std::int64_t i = first; i < first + count; ++i) out.push_back(value_of(i));
  return out;
}

/// Rows a second when the engine alone stores `per_commit` rows in each commit.
double floor_rate(std::int64_t per_commit, double seconds) {
  const test::LakeFolder place;
  const duck::Database database = duck::Database::open(place.text() + "/floor.duckdb", {});
  duck::Connection connection = database.connect();
  connection.run("CREATE TABLE hot (" + std::string(row_definition) + ", batch BIGINT NOT NULL)");
  const std::vector<Observation> rows = values_of(0, per_commit);
  const auto start = SteadyClock::now();
  std::int64_t commits = 0;
  for (; since(start) < seconds; ++commits) {
    duck::Transaction transaction(connection);
    duck::Appender appender(connection, "hot", row_types);
    append_rows(appender, rows, commits);
    transaction.commit();
  }
  return static_cast<double>(commits * per_commit) / since(start);
}

struct Measured {
  double rate = 0;        ///< rows a second
  double per_commit = 0;  ///< rows in a commit, on average
  double p99 = 0;         ///< milliseconds until a caller was answered
};

/// `callers` threads, each sending `per_call` values and waiting for the answer, for some seconds.
Measured lake_rate(int callers, std::int64_t per_call, double seconds) {
  const test::LakeFolder place;
  const auto lake = place.open();
  std::atomic<std::int64_t> stored{0};
  std::vector<std::vector<double>> waits(static_cast<std::size_t>(callers));
  std::vector<std::thread> threads;
  const auto start = SteadyClock::now();
  for (int caller = 0; caller < callers; ++caller)
    threads.emplace_back([&, caller] {
      // A caller owns some series, as a gateway does, and sends them in order.
      for (std::int64_t i = 0; since(start) < seconds; i += per_call) {
        std::vector<Observation> rows = values_of(i, per_call);
        for (Observation& row : rows)
          row.series = SeriesId{static_cast<std::int64_t>(row.series) + caller * series_count};
        const auto asked = SteadyClock::now();
        if (lake->append(std::move(rows))) stored += per_call;
        waits[static_cast<std::size_t>(caller)].push_back(since(asked) * 1e3);
      }
    });
  for (std::thread& thread : threads) thread.join();
  const double taken = since(start);
  std::vector<double> all;
  for (const auto& one : waits) all.insert(all.end(), one.begin(), one.end());
  std::sort(all.begin(), all.end());
  const auto commits = static_cast<double>(lake->stats().commits);
  return {static_cast<double>(stored) / taken, static_cast<double>(stored) / commits, all[all.size() * 99 / 100]};
}

void compare(const char* what, int callers, std::int64_t per_call) {
  constexpr double seconds = 3;
  const Measured measured = lake_rate(callers, per_call, seconds);
  const auto per_commit = static_cast<std::int64_t>(measured.per_commit + 0.5);
  const double floor = floor_rate(std::max<std::int64_t>(1, per_commit), seconds);
  std::printf("%-28s %9.0f rows/s  p99 %6.2f ms  %7.1f rows a commit  engine alone %9.0f rows/s  ratio %.2f\n", what,
              measured.rate, measured.p99, measured.per_commit, floor, measured.rate / floor);
}

}  // namespace

int main() {
  compare("1 caller, 1 value a call", 1, 1);
  compare("64 callers, 1 value a call", 64, 1);
  compare("1 caller, 1,000 a call", 1, 1'000);
  compare("4 callers, 1,000 a call", 4, 1'000);
  compare("1 caller, 10,000 a call", 1, 10'000);
}
