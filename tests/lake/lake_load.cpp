#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include "base/time.h"
#include "lake/lake.h"

/// A program that is killed. `load FOLDER` appends with several callers and prints "acked CALLER NUMBER" for every
/// value whose receipt came, while days are sealed beside it; `count FOLDER` prints how often each value is there. The
/// script lake_kill.py keeps the ledger and compares.
namespace {

using namespace sas;
using namespace sas::lake;

constexpr int callers = 4;
constexpr std::int64_t per_call = 5;
constexpr std::chrono::sys_days first_day{std::chrono::year{2026} / 3 / 1};

/// Value number `n` of a caller: every ten minutes of consecutive days, so that a run goes over several of them. Half
/// of the callers tell the later of two values first, so that the other must be looked up and goes its way into the
/// engine.
Observation value_of(int caller, std::int64_t n) {
  Observation out;
  out.series = SeriesId{caller};
  const std::int64_t place = caller % 2 == 0 ? n : n ^ 1;
  out.time = Moment{first_day} + std::chrono::minutes{10 * place};
  out.value = static_cast<double>(n);
  return out;
}

std::unique_ptr<Lake> open_or_die(const char* folder, const Clock& clock) {
  LakeOptions options;
  options.folder = folder;
  Result<std::unique_ptr<Lake>> opened = open(options, clock);
  if (opened) return std::move(*opened);
  std::fprintf(stderr, "%s: %s\n", opened.error().code.c_str(), opened.error().detail.c_str());
  std::exit(2);
}

void append_for_ever(Lake& lake, int caller, std::atomic<std::int64_t>& reached) {
  const std::optional<Observation> newest = lake.latest(SeriesId{caller});
  for (std::int64_t n = newest ? static_cast<std::int64_t>(*newest->value) + 1 : 0;; n += per_call) {
    std::vector<Observation> rows;
    for (std::int64_t i = n; i < n + per_call; ++i) rows.push_back(value_of(caller, i));
    if (!lake.append(std::move(rows))) std::exit(3);
    // One write a line: what reached the pipe was acknowledged, and nothing is held back in this process.
    std::string line = "acked " + std::to_string(caller) + " " + std::to_string(n + per_call - 1) + "\n";
    std::fwrite(line.data(), 1, line.size(), stdout);
    reached = n;
  }
}

int load(const char* folder) {
  std::setvbuf(stdout, nullptr, _IONBF, 0);
  const SystemClock clock;
  const auto lake = open_or_die(folder, clock);
  std::atomic<std::int64_t> reached{0};
  std::vector<std::thread> threads;
  for (int caller = 0; caller < callers; ++caller)
    threads.emplace_back([&, caller] { append_for_ever(*lake, caller, reached); });
  std::printf("ready\n");
  for (;;) {
    const Moment now = Moment{first_day} + std::chrono::minutes{10 * reached.load()};
    if (!lake->seal(now, std::chrono::hours{0})) std::exit(4);
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
  }
}

int count(const char* folder) {
  const SystemClock clock;
  const auto lake = open_or_die(folder, clock);
  const Table table = lake->query(
                              "SELECT series_id, count(*), count(DISTINCT value), max(value) FROM observation"
                              " GROUP BY series_id ORDER BY series_id",
                              {})
                          .value();
  for (const auto& row : table.rows)
    std::printf("%lld %lld %lld %.0f\n", static_cast<long long>(std::get<std::int64_t>(row[0])),
                static_cast<long long>(std::get<std::int64_t>(row[1])),
                static_cast<long long>(std::get<std::int64_t>(row[2])), std::get<double>(row[3]));
  std::printf("days %lld\n", static_cast<long long>(lake->stats().sealed_days));
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 3 && std::strcmp(argv[1], "load") == 0) return load(argv[2]);
  if (argc == 3 && std::strcmp(argv[1], "count") == 0) return count(argv[2]);
  std::fprintf(stderr, "usage: lake_load load|count FOLDER\n");
  return 1;
}
