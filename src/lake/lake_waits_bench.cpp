#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "lake_fixture.h"

/// How long a value waits at worst while the lake does something else on the side: declares its series, takes one value
/// back, seals a day. Beside it the same while nothing else happens.
namespace {

using namespace sas::lake;
using SteadyClock = std::chrono::steady_clock;

constexpr std::int64_t series_count = 2'000;

template <typename T>
T must(sas::Result<T> answer) {
  if (answer) return std::move(*answer);
  std::fprintf(stderr, "%s: %s\n", answer.error().code.c_str(), answer.error().detail.c_str());
  std::exit(1);
}

double since(SteadyClock::time_point start) {
  return std::chrono::duration<double, std::milli>(SteadyClock::now() - start).count();
}

/// Appends a value every two milliseconds, as long as it lives, and remembers how long each took.
class Caller {
 public:
  explicit Caller(Lake& lake) : thread_([this, &lake](const std::stop_token& over) { call(lake, over); }) {}
  /// The longest, in milliseconds.
  double stop() {
    thread_.request_stop();
    thread_.join();
    return waits_.empty() ? 0 : *std::max_element(waits_.begin(), waits_.end());
  }

 private:
  void call(Lake& lake, const std::stop_token& over) {
    static std::atomic<std::int64_t> number{0};
    const Moment begin = test::at("2026-04-03T00:00:00Z");
    while (!over.stop_requested()) {
      const auto start = SteadyClock::now();
      (void)must(lake.append({test::reading(1, begin + std::chrono::milliseconds{++number}, 1)}));
      waits_.push_back(since(start));
      std::this_thread::sleep_for(std::chrono::milliseconds{2});
    }
  }
  std::vector<double> waits_;
  std::jthread thread_;
};

template <typename F>
void measure(const char* what, Lake& lake, F&& work) {
  Caller caller(lake);
  std::this_thread::sleep_for(std::chrono::milliseconds{100});
  const auto start = SteadyClock::now();
  work();
  const double took = since(start);
  std::printf("%-44s took %8.1f ms, a value waited at most %7.1f ms\n", what, took, caller.stop());
  std::fflush(stdout);
}

std::vector<SeriesFacts> facts(const char* retention) {
  std::vector<SeriesFacts> out;
  for (std::int64_t i = 1; i <= series_count; ++i) out.push_back({SeriesId{i}, retention});
  return out;
}

void fill(Lake& lake, std::int64_t rows) {
  const Moment begin = test::at("2026-04-01T00:00:00Z");
  std::vector<Observation> batch;
  for (std::int64_t i = 0; i < rows; ++i) {
    batch.push_back(test::reading(2 + i % series_count, begin + std::chrono::microseconds{i * 8'000}, 1));
    if (batch.size() == 50'000 || i + 1 == rows) (void)must(lake.append(std::exchange(batch, {})));
  }
}

}  // namespace

/// [MILLIONS] of rows of the day that is sealed; 5 without.
int main(int argc, char** argv) {
  const std::int64_t rows = (argc > 1 ? std::atoll(argv[1]) : 5) * 1'000'000;
  const test::LakeFolder place;
  const auto lake = place.open();
  fill(*lake, rows);
  std::this_thread::sleep_for(std::chrono::seconds{3});
  measure("nothing, for a second", *lake, [] { std::this_thread::sleep_for(std::chrono::seconds{1}); });
  measure("2,000 series declared for the first time", *lake, [&] { (void)must(lake->declare(facts("P2Y"))); });
  measure("the same again", *lake, [&] { (void)must(lake->declare(facts("P2Y"))); });
  measure("2,000 series declared otherwise", *lake, [&] { (void)must(lake->declare(facts("P1Y"))); });
  measure("a value taken back", *lake,
          [&] { (void)must(lake->remove(SeriesId{2}, test::at("2026-04-01T00:00:00Z"), std::nullopt, 0)); });
  measure("a series of the day taken out", *lake, [&] {
    const SeriesId one[] = {SeriesId{3}};
    (void)must(lake->remove_series(one));
  });
  measure("the day sealed", *lake,
          [&] { (void)must(lake->seal(test::at("2026-04-05T00:00:00Z"), std::chrono::hours{48})); });
  measure("a value of the sealed day taken back", *lake,
          [&] { (void)must(lake->remove(SeriesId{4}, test::at("2026-04-01T00:00:00.016Z"), std::nullopt, 0)); });
}
