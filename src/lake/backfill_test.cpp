#include <doctest/doctest.h>

#include <filesystem>
#include <stdexcept>

#include "lake/lake_parts.h"
#include "lake_fixture.h"

using namespace sas;
using namespace sas::lake;
using namespace std::chrono_literals;
using sas::lake::test::at;
using sas::lake::test::LakeFolder;
using sas::lake::test::number;
using sas::lake::test::reading;

namespace {

/// Hands out `rows` in pieces of at most seven.
Result<std::int64_t> fill(Lake& lake, const std::vector<Observation>& rows) {
  std::size_t given = 0;
  return lake.backfill([&](std::span<Observation> into) {
    const std::size_t count = std::min({into.size(), std::size_t{7}, rows.size() - given});
    std::copy_n(rows.begin() + static_cast<std::ptrdiff_t>(given), count, into.begin());
    given += count;
    return count;
  });
}

/// Two series over five days, the newest first.
std::vector<Observation> five_days() {
  std::vector<Observation> out;
  for (int hour = 119; hour >= 0; --hour)
    for (int series = 1; series <= 2; ++series)
      out.push_back(reading(series, at("2026-03-01T00:00:00Z") + hour * 1h, series * 1000 + hour));
  return out;
}

std::vector<std::filesystem::path> parquet_files(const LakeFolder& place) {
  std::vector<std::filesystem::path> out;
  std::error_code none;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(place.path() / "observation", none))
    if (entry.is_regular_file()) out.push_back(entry.path());
  return out;
}

}  // namespace

TEST_CASE("years of values become files at once, in any order, and again changes nothing") {
  LakeFolder place;
  auto lake = place.open();
  CHECK(fill(*lake, five_days()).value() == 240);
  const auto check = [&] {
    CHECK(lake->stats().sealed_days == 5);
    CHECK(lake->stats().hot_rows == 0);
    CHECK(number(*lake, "SELECT count(*) FROM observation") == 240);
    CHECK(number(*lake, "SELECT count(DISTINCT (series_id, time, value)) FROM observation") == 240);
    CHECK(lake->latest(SeriesId{2})->value == 2119);
  };
  check();
  CHECK(fill(*lake, five_days()).value() == 0);
  check();
  lake.reset();
  lake = place.open();
  check();
  CHECK(lake->append({reading(1, at("2026-03-02T00:00:00Z"), 1024)}).value().outcomes ==
        std::vector{Outcome::repeated});
}

TEST_CASE("a key that comes twice in a back-fill counts once, with its last result") {
  LakeFolder place;
  auto lake = place.open();
  std::vector<Observation> rows = five_days();
  rows.push_back(reading(1, at("2026-03-01T00:00:00Z"), 7));
  CHECK(fill(*lake, rows).value() == 240);
  CHECK(number(*lake, "SELECT count(*) FROM observation") == 240);
  CHECK(number(*lake, "SELECT value FROM observation WHERE series_id = 1 ORDER BY time LIMIT 1") == 7);
}

TEST_CASE("a back-fill joins what is hot and sealed, and corrects with history") {
  LakeFolder place;
  auto lake = place.open();
  REQUIRE(lake->declare(std::vector<SeriesFacts>{{SeriesId{2}, "P2Y"}}));
  REQUIRE(lake->append({reading(1, at("2026-03-01T00:00:00Z"), 1), reading(1, at("2026-03-01T00:30:00Z"), 2)}));
  REQUIRE(lake->seal(at("2026-03-04T00:00:00Z"), 24h));
  REQUIRE(lake->append({reading(1, at("2026-03-02T00:00:00Z"), 1024), reading(2, at("2026-03-02T00:30:00Z"), 4)}));
  // Of the 240 one is there with this result and one with another.
  CHECK(fill(*lake, five_days()).value() == 239);
  const auto check = [&] {
    CHECK(number(*lake, "SELECT count(*) FROM observation") == 242);
    CHECK(number(*lake, "SELECT count(DISTINCT (series_id, time)) FROM observation") == 242);
    CHECK(number(*lake, "SELECT value FROM observation WHERE series_id = 1 AND time = '2026-03-01'") == 1000);
    CHECK(number(*lake, "SELECT value FROM history") == 1);
  };
  check();
  REQUIRE(lake->seal(at("2026-04-03T00:00:00Z"), 24h));
  check();
  CHECK(lake->stats().sealed_days == 10);
}

TEST_CASE("a back-fill with a value of today or a bad one stores nothing") {
  LakeFolder place;
  auto lake = place.open();
  std::vector<Observation> rows = five_days();
  rows.push_back(reading(1, at("2026-04-03T00:00:00Z"), 7));
  CHECK(fill(*lake, rows).error().code == "observation-invalid");
  rows.back() = reading(1, at("2026-03-03T00:00:00Z"), std::numeric_limits<double>::infinity());
  CHECK(fill(*lake, rows).error().code == "observation-invalid");
  CHECK(number(*lake, "SELECT count(*) FROM observation") == 0);
  CHECK(!lake->latest(SeriesId{1}).has_value());
  CHECK(fill(*lake, five_days()).value() == 240);
}

TEST_CASE("columns are filled in as rows are, and a key that comes twice counts once") {
  LakeFolder place;
  auto lake = place.open();
  std::vector<ValueColumns> pieces(2);
  for (int hour = 0; hour < 48; ++hour) {
    ValueColumns& piece = pieces[hour % 2 == 0 ? 0U : 1U];
    for (int series = 1; series <= 3; ++series) {
      const Moment time = at("2026-03-01T00:00:00Z") + hour * 1h;
      piece.series.push_back(SeriesId{series});
      piece.time.push_back(time);
      piece.until.push_back(series == 3 ? std::optional(time + 1h) : std::nullopt);
      piece.received.push_back(time + 2h);
      piece.value.push_back(series * 100 + hour);
      piece.quality.push_back(hour == 5 ? quality::jump : 0);
    }
  }
  ValueColumns again;
  again.series = {SeriesId{2}};
  again.time = {at("2026-03-01T07:00:00Z")};
  again.value = {-1};
  pieces.push_back(again);
  std::size_t given = 0;
  const auto next = [&] { return given < pieces.size() ? pieces[given++] : ValueColumns{}; };
  CHECK(lake->backfill_columns(next).value() == 144);
  CHECK(number(*lake, "SELECT count(*) FROM observation") == 144);
  CHECK(number(*lake, "SELECT value FROM observation WHERE series_id = 2 AND time = '2026-03-01 07:00:00'") == -1);
  CHECK(number(*lake, "SELECT count(*) FROM observation WHERE until = time + INTERVAL 1 HOUR") == 48);
  CHECK(number(*lake, "SELECT count(*) FROM observation WHERE quality = 16") == 3);
  CHECK(number(*lake, "SELECT count(*) FROM observation WHERE text IS NULL AND extra IS NULL AND feature = 0") == 144);
  CHECK(lake->stats().sealed_days == 2);

  given = 2;
  pieces[2].value.clear();
  CHECK(lake->backfill_columns(next).error().code == "observation-invalid");
  pieces[2].value = {std::numeric_limits<double>::quiet_NaN()};
  given = 2;
  CHECK(lake->backfill_columns(next).error().code == "observation-invalid");
}

TEST_CASE("a value that comes in while the file of its day is written goes before the one in the file") {
  LakeFolder place;
  LakeOptions options;
  options.folder = place.text();
  std::unique_ptr<Lake> lake;
  int written = 0;
  // Not the newest of its series, so that only the file could know it.
  const Observation live = reading(1, at("2026-03-03T05:00:00Z"), 77);
  lake = std::move(open_watched(options, place.clock, [&](SealStep step) {
                     // The file of its day is there, and listed by nobody.
                     if (step == SealStep::renamed && ++written == 3) REQUIRE(lake->append({live}));
                   }).value());
  CHECK(fill(*lake, five_days()).value() == 240);
  const auto check = [&] {
    CHECK(number(*lake, "SELECT count(*) FROM observation") == 240);
    CHECK(number(*lake, "SELECT count(DISTINCT (series_id, time)) FROM observation") == 240);
    CHECK(number(*lake, "SELECT value FROM observation WHERE series_id = 1 AND time = '2026-03-03 05:00:00'") == 77);
  };
  check();
  CHECK(lake->seal(at("2026-04-03T00:00:00Z"), 24h).value() == 1);
  check();
  CHECK(lake->stats().hot_rows == 0);
}

TEST_CASE(
    "a back-fill in many rounds gives the same lake, in whatever order it is told, and writes no day twice in vain") {
  std::vector<Observation> backwards = five_days(), forwards(backwards.rbegin(), backwards.rend());
  std::vector<Observation> by_series = forwards;
  std::stable_sort(by_series.begin(), by_series.end(),
                   [](const Observation& a, const Observation& b) { return a.series < b.series; });
  enum class Told { day_by_day, newest_first, series_by_series };
  for (const auto& [told, rows] : {std::pair(Told::day_by_day, forwards), std::pair(Told::newest_first, backwards),
                                   std::pair(Told::series_by_series, by_series)}) {
    LakeFolder place;
    LakeOptions options;
    options.folder = place.text();
    int files = 0;
    auto lake =
        std::move(open_watched(
                      options, place.clock, [&](SealStep step) { files += step == SealStep::renamed ? 1 : 0; }, 60)
                      .value());
    CHECK(fill(*lake, rows).value() == 240);
    CHECK(number(*lake, "SELECT count(*) FROM observation") == 240);
    CHECK(number(*lake, "SELECT count(DISTINCT (series_id, time, value)) FROM observation") == 240);
    CHECK(lake->stats().sealed_days == 5);
    if (told == Told::day_by_day) CHECK(files == 5);
    CHECK(fill(*lake, rows).value() == 0);
    std::vector<Observation> other = rows;
    for (Observation& one : other)
      if (one.series == SeriesId{1}) *one.value += 0.5;
    CHECK(fill(*lake, other).value() == 120);
    CHECK(number(*lake, "SELECT count(*) FROM observation WHERE value <> floor(value)") == 120);
    CHECK(number(*lake, "SELECT count(*) FROM history") == 120);
  }
}

TEST_CASE("hundreds of small days are listed, and each is a file that reads back") {
  LakeFolder place;
  auto lake = place.open();
  std::vector<Observation> rows;
  for (int day = 0; day < 200; ++day)
    for (int hour = 0; hour < 24; hour += 6)
      rows.push_back(reading(1, at("2025-06-01T00:00:00Z") + day * 24h + hour * 1h, day));
  CHECK(fill(*lake, rows).value() == 800);
  CHECK(lake->stats().sealed_days == 200);
  CHECK(number(*lake, "SELECT sum(value) FROM observation") == 4 * 199 * 100);
  lake.reset();
  lake = place.open();
  CHECK(lake->stats().sealed_days == 200);
  CHECK(lake->stats().damaged.empty());
  CHECK(number(*lake, "SELECT count(*) FROM observation") == 800);
}

TEST_CASE(
    "a stop of a back-fill after any step, and power that fails with it, leaves days that are whole or not there") {
  struct Stopped {};
  for (int step = 0; step <= static_cast<int>(SealStep::cleaned); ++step)
    for (const int times : {1, 3}) {
      CAPTURE(step);
      CAPTURE(times);
      const bool once_a_round = step >= static_cast<int>(SealStep::flushed);
      if (once_a_round && times > 1) continue;
      LakeFolder place;
      {
        LakeOptions options;
        options.folder = place.text();
        int seen = 0;
        auto lake = std::move(open_watched(options, place.clock, [&](SealStep at_step) {
                                if (static_cast<int>(at_step) == step && ++seen == times) throw Stopped{};
                              }).value());
        CHECK_THROWS_AS((void)fill(*lake, five_days()), Stopped);
      }
      // What was not flushed is not on the disk: names without content, or no content that was ever written.
      if (!once_a_round)
        for (const auto& file : parquet_files(place)) std::filesystem::resize_file(file, times == 1 ? 0 : 100);
      auto lake = place.open();
      const bool is_listed = step >= static_cast<int>(SealStep::listed);
      CHECK(number(*lake, "SELECT count(*) FROM observation") == (is_listed ? 240 : 0));
      CHECK(lake->stats().damaged.empty());
      CHECK(fill(*lake, five_days()).value() == (is_listed ? 0 : 240));
      CHECK(number(*lake, "SELECT count(DISTINCT (series_id, time, value)) FROM observation") == 240);
      CHECK(lake->stats().sealed_days == 5);
      CHECK(parquet_files(place).size() == 5);
    }
}

TEST_CASE("back-fill that breaks off leaves no table behind for who asks next with that session") {
  const LakeFolder place;
  const auto lake = place.open();
  const auto tables = "SELECT count(*) FROM duckdb_tables() WHERE table_name IN ('backfill', 'kept', 'fresh')";
  // Whatever tells the values throws, in the middle.
  int calls = 0;
  CHECK_THROWS_AS((void)lake->backfill([&](std::span<Observation> into) -> std::size_t {
    if (++calls == 2) throw std::runtime_error("the source is gone");
    into[0] = reading(1, at("2026-03-30T00:00:00Z"), 1);
    return 1;
  }),
                  std::runtime_error);
  CHECK(calls == 2);
  CHECK(number(*lake, tables) == 0);
  // An error of its own, after values were taken.
  CHECK_FALSE(fill(*lake, {reading(1, at("2026-03-30T00:00:00Z"), 1), reading(1, at("2026-04-03T11:00:00Z"), 1)}));
  CHECK(number(*lake, tables) == 0);
  CHECK(fill(*lake, {reading(1, at("2026-03-30T00:00:00Z"), 1)}).value() == 1);
  CHECK(number(*lake, tables) == 0);
  CHECK(number(*lake, "SELECT count(*) FROM observation") == 1);
}
