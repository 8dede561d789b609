#include <doctest/doctest.h>

#include <fstream>

#include "lake/lake_parts.h"
#include "lake/manifest.h"
#include "lake_fixture.h"

using namespace sas;
using namespace sas::lake;
using namespace std::chrono_literals;
using sas::lake::test::at;
using sas::lake::test::LakeFolder;
using sas::lake::test::number;
using sas::lake::test::reading;
namespace fs = std::filesystem;

namespace {

/// Three series over three days, one value an hour.
std::vector<Observation> three_days() {
  std::vector<Observation> out;
  for (int hour = 0; hour < 72; ++hour)
    for (int series = 1; series <= 3; ++series)
      out.push_back(reading(series, at("2026-03-30T00:00:00Z") + hour * 1h, series * 1000 + hour));
  return out;
}

Moment now() {
  return at("2026-04-03T12:00:00Z");
}

Manifest manifest_in(const LakeFolder& place) {
  std::ifstream in(place.path() / "manifest.json");
  return parse_manifest(std::string(std::istreambuf_iterator<char>(in), {})).value();
}

std::vector<std::string> parquet_files(const LakeFolder& place) {
  std::vector<std::string> out;
  for (const auto& entry : fs::recursive_directory_iterator(place.path()))
    if (entry.path().extension() == ".parquet") out.push_back(fs::relative(entry.path(), place.path()).string());
  std::sort(out.begin(), out.end());
  return out;
}

std::vector<std::string> listed_files(const LakeFolder& place) {
  std::vector<std::string> out;
  for (const SealedFile& file : manifest_in(place).files) out.push_back(file.path);
  return out;
}

constexpr const char* first_part = "observation/retention=keep/year=2026/month=03/day=30/part-0001.parquet";
constexpr const char* second_part = "observation/retention=keep/year=2026/month=03/day=30/part-0002.parquet";

}  // namespace

TEST_CASE("finished days become files, and the answers stay what they were") {
  LakeFolder place;
  auto lake = place.open();
  REQUIRE(lake->append(three_days()));
  const double before = number(*lake, "SELECT sum(value * series_id) FROM observation");
  CHECK(lake->seal(at("2026-04-02T23:59:59Z"), 48h).value() == 1);
  CHECK(lake->stats().hot_rows == 144);
  CHECK(lake->stats().sealed_days == 1);
  CHECK(number(*lake, "SELECT sum(value * series_id) FROM observation") == before);
  CHECK(lake->seal(now(), 48h).value() == 1);
  CHECK(lake->seal(now(), 24h).value() == 1);
  CHECK(lake->seal(now(), 24h).value() == 0);
  CHECK(lake->stats().hot_rows == 0);
  CHECK(number(*lake, "SELECT sum(value * series_id) FROM observation") == before);
  CHECK(parquet_files(place) == listed_files(place));
  CHECK(listed_files(place).front() == first_part);
}

TEST_CASE("what is sealed is known after opening again: newest values, repeats and numbers of commits") {
  LakeFolder place;
  {
    auto lake = place.open();
    REQUIRE(lake->append(three_days()));
    CHECK(lake->seal(now(), 24h).value() == 3);
  }
  auto lake = place.open();
  CHECK(lake->latest(SeriesId{2})->value == 2071);
  const Receipt receipt = lake->append({reading(2, at("2026-03-30T05:00:00Z"), 2005)}).value();
  CHECK(receipt.outcomes == std::vector{Outcome::repeated});
  CHECK(lake->append({reading(2, at("2026-04-02T00:00:00Z"), 1)}).value().batch == 2);
}

TEST_CASE("a correction of a sealed value holds at once and is in the file after the next sealing") {
  LakeFolder place;
  auto lake = place.open();
  REQUIRE(lake->append(three_days()));
  REQUIRE(lake->seal(now(), 24h));
  const auto corrected = lake->append({reading(1, at("2026-03-30T05:00:00Z"), 7)}).value();
  CHECK(corrected.outcomes == std::vector{Outcome::corrected});
  const auto check = [&] {
    CHECK(number(*lake, "SELECT count(*) FROM observation") == 216);
    CHECK(number(*lake, "SELECT value FROM observation WHERE series_id = 1 AND time = '2026-03-30 05:00:00'") == 7);
    CHECK(number(*lake, "SELECT value FROM history") == 1005);
  };
  check();
  CHECK(lake->seal(now(), 24h).value() == 1);
  check();
  CHECK(lake->stats().hot_rows == 0);
  CHECK(listed_files(place).front() == second_part);
  CHECK(parquet_files(place) == listed_files(place));
  CHECK(number(*lake, "SELECT count(*) FROM superseded") == 0);
}

TEST_CASE("a sealed value can be taken back, also the newest one") {
  LakeFolder place;
  {
    auto lake = place.open();
    REQUIRE(lake->append(three_days()));
    REQUIRE(lake->seal(now(), 24h));
    REQUIRE(lake->remove(SeriesId{3}, at("2026-04-01T23:00:00Z"), std::nullopt, 0));
    CHECK(lake->latest(SeriesId{3})->value == 3070);
    CHECK(number(*lake, "SELECT count(*) FROM observation") == 215);
    CHECK(!lake->remove(SeriesId{3}, at("2026-04-01T23:00:00Z"), std::nullopt, 0));
  }
  auto lake = place.open();
  CHECK(lake->latest(SeriesId{3})->value == 3070);
  CHECK(lake->seal(now(), 24h).value() == 1);
  CHECK(number(*lake, "SELECT count(*) FROM observation") == 215);
}

TEST_CASE("late values open a day again") {
  LakeFolder place;
  auto lake = place.open();
  REQUIRE(lake->append(three_days()));
  REQUIRE(lake->seal(now(), 24h));
  CHECK(lake->append({reading(1, at("2026-03-30T05:30:00Z"), 5)}).value().outcomes == std::vector{Outcome::stored});
  CHECK(number(*lake, "SELECT count(*) FROM observation WHERE time < '2026-03-31'") == 73);
  CHECK(lake->seal(now(), 24h).value() == 1);
  CHECK(number(*lake, "SELECT count(*) FROM observation WHERE time < '2026-03-31'") == 73);
  CHECK(manifest_in(place).files.front().rows == 73);
}

TEST_CASE("the last value of a day that is taken back leaves no file") {
  LakeFolder place;
  auto lake = place.open();
  REQUIRE(lake->append({reading(1, at("2026-03-30T05:00:00Z"), 5)}));
  REQUIRE(lake->seal(now(), 24h));
  REQUIRE(lake->remove(SeriesId{1}, at("2026-03-30T05:00:00Z"), std::nullopt, 0));
  CHECK(lake->seal(now(), 24h).value() == 0);
  CHECK(parquet_files(place).empty());
  CHECK(lake->stats().sealed_days == 0);
  CHECK(!lake->latest(SeriesId{1}).has_value());
}

TEST_CASE("each class of retention has its own files, which go as a whole when their time has come") {
  LakeFolder place;
  auto lake = place.open();
  REQUIRE(lake->declare(std::vector<SeriesFacts>{{SeriesId{1}, "P7D"}, {SeriesId{2}, "P2Y"}}));
  REQUIRE(lake->append(three_days()));
  CHECK(lake->seal(now(), 24h).value() == 9);
  CHECK(lake->drop_expired(at("2026-04-06T23:59:59Z")).value().empty());
  const auto dropped = lake->drop_expired(at("2026-04-07T00:00:00Z")).value();
  REQUIRE(dropped.size() == 1);
  CHECK(dropped[0].retention == "P7D");
  CHECK(dropped[0].day == make_date(2026, 3, 30));
  CHECK(dropped[0].rows == 24);
  CHECK(dropped[0].sha256.size() == 64);
  CHECK(number(*lake, "SELECT count(*) FROM observation") == 192);
  CHECK(parquet_files(place) == listed_files(place));
  CHECK(lake->drop_expired(at("2026-04-09T00:00:00Z")).value().size() == 2);
  CHECK(!lake->latest(SeriesId{1}).has_value());
  CHECK(lake->latest(SeriesId{2}).has_value());
}

TEST_CASE("values whose term ends before their day is sealed are dropped from the hot rows and from history") {
  LakeFolder place;
  auto lake = place.open();
  REQUIRE(lake->declare(std::vector<SeriesFacts>{{SeriesId{1}, "P1D"}}));
  REQUIRE(lake->append(three_days()));
  REQUIRE(lake->append({reading(1, at("2026-03-30T05:00:00Z"), 7), reading(2, at("2026-03-30T05:00:00Z"), 7)}));
  const auto dropped = lake->drop_expired(at("2026-04-01T00:00:00Z")).value();
  REQUIRE(dropped.size() == 1);
  CHECK(dropped[0].rows == 24);
  CHECK(dropped[0].sha256.empty());
  CHECK(number(*lake, "SELECT count(*) FROM observation") == 192);
  CHECK(number(*lake, "SELECT count(*) FROM history") == 1);
  CHECK(lake->stats().hot_rows == 192);
}

TEST_CASE("a class that is no period is refused") {
  LakeFolder place;
  auto lake = place.open();
  for (const char* name : {"", "P", "P7", "7D", "P07D", "P-1D", "P7DT1H", "../etc", "Keep", "P99999D"}) {
    CAPTURE(name);
    const auto answer = lake->declare(std::vector<SeriesFacts>{{SeriesId{1}, name}});
    REQUIRE(!answer);
    CHECK(answer.error().code == "retention-invalid");
  }
}

TEST_CASE("a stop after any step of sealing loses nothing, doubles nothing and leaves no rubbish") {
  struct Stopped {};
  for (int step = 0; step <= static_cast<int>(SealStep::cleaned); ++step)
    for (const bool again : {false, true}) {
      CAPTURE(step);
      CAPTURE(again);
      LakeFolder place;
      if (again) {
        // The day is sealed already and is opened by a late value, a correction and one that is taken back.
        auto lake = place.open();
        REQUIRE(lake->append(three_days()));
        REQUIRE(lake->seal(now(), 24h));
        REQUIRE(lake->append({reading(1, at("2026-03-30T05:30:00Z"), 5), reading(1, at("2026-03-30T06:00:00Z"), 6)}));
        REQUIRE(lake->remove(SeriesId{2}, at("2026-03-30T00:00:00Z"), std::nullopt, 0));
      }
      double wanted = 0;
      {
        LakeOptions options;
        options.folder = place.text();
        auto lake = std::move(open_watched(options, place.clock, [&](SealStep at_step) {
                                if (static_cast<int>(at_step) == step) throw Stopped{};
                              }).value());
        if (!again) REQUIRE(lake->append(three_days()));
        wanted = number(*lake, "SELECT sum(hash(series_id, time, value)) FROM observation");
        CHECK_THROWS_AS((void)lake->seal(now(), 24h), Stopped);
        CHECK(number(*lake, "SELECT sum(hash(series_id, time, value)) FROM observation") == wanted);
      }
      auto lake = place.open();
      CHECK(number(*lake, "SELECT sum(hash(series_id, time, value)) FROM observation") == wanted);
      CHECK(number(*lake, "SELECT count(*) FROM observation") == 216);
      REQUIRE(lake->seal(now(), 24h));
      CHECK(number(*lake, "SELECT sum(hash(series_id, time, value)) FROM observation") == wanted);
      CHECK(lake->stats().hot_rows == 0);
      CHECK(parquet_files(place) == listed_files(place));
    }
}

TEST_CASE("what is corrected and taken back while a day is being sealed is not lost") {
  LakeFolder place;
  LakeOptions options;
  options.folder = place.text();
  Lake* inside = nullptr;
  auto lake = std::move(open_watched(options, place.clock, [&](SealStep step) {
                          if (step != SealStep::written || !inside) return;
                          Lake* const once = std::exchange(inside, nullptr);
                          REQUIRE(once->append({reading(1, at("2026-03-30T05:00:00Z"), 7)}));
                          REQUIRE(once->append({reading(1, at("2026-03-30T05:30:00Z"), 8)}));
                          REQUIRE(once->remove(SeriesId{2}, at("2026-03-30T05:00:00Z"), std::nullopt, 0));
                        }).value());
  REQUIRE(lake->append(three_days()));
  inside = lake.get();
  REQUIRE(lake->seal(at("2026-04-02T00:00:00Z"), 48h).value() == 1);
  const auto check = [&] {
    CHECK(number(*lake, "SELECT count(*) FROM observation WHERE time < '2026-03-31'") == 72);
    CHECK(number(*lake, "SELECT value FROM observation WHERE series_id = 1 AND time = '2026-03-30 05:00:00'") == 7);
    CHECK(number(*lake, "SELECT count(*) FROM observation WHERE series_id = 2 AND time = '2026-03-30 05:00:00'") == 0);
  };
  check();
  CHECK(lake->stats().hot_rows == 146);
  REQUIRE(lake->seal(now(), 24h));
  check();
}

TEST_CASE("days outside the scope of a question are not opened") {
  LakeFolder place;
  auto lake = place.open();
  REQUIRE(lake->append(three_days()));
  REQUIRE(lake->seal(now(), 24h));
  fs::remove(place.path() / first_part);
  const TimeScope scope{at("2026-03-31T00:00:00Z"), at("2026-04-01T23:00:00Z")};
  CHECK(lake->query("SELECT count(*) FROM observation", {}, 10, scope).value().rows.at(0).at(0) ==
        Cell(std::int64_t{144}));
  CHECK(lake->stats().damaged.empty());
}

TEST_CASE("a damaged file is named and set aside, and the other days stay readable") {
  LakeFolder place;
  auto lake = place.open();
  REQUIRE(lake->append(three_days()));
  REQUIRE(lake->seal(now(), 24h));
  const auto size = fs::file_size(place.path() / first_part);
  SUBCASE("the end is gone") {
    fs::resize_file(place.path() / first_part, size / 2);
  }
  SUBCASE("a page is not what it was") {
    std::fstream file(place.path() / first_part, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(8);
    file << std::string(64, 'x');
  }
  SUBCASE("the file is gone") {
    fs::remove(place.path() / first_part);
  }
  CHECK(number(*lake, "SELECT count(*) FROM observation WHERE value + series_id > 0") == 144);
  REQUIRE(lake->stats().damaged.size() == 1);
  CHECK(lake->stats().damaged[0].find("day=30_part-0001.parquet") != std::string::npos);
  CHECK(manifest_in(place).damaged.size() == 1);
  CHECK(listed_files(place).size() == 2);
  REQUIRE(lake->append({reading(1, at("2026-03-30T05:30:00Z"), 5)}));
  REQUIRE(lake->seal(now(), 24h));
  CHECK(number(*lake, "SELECT count(*) FROM observation WHERE value + series_id > 0") == 145);
}

TEST_CASE("sealed days are known again when only the files are left") {
  LakeFolder place;
  {
    auto lake = place.open();
    REQUIRE(lake->append(three_days()));
    REQUIRE(lake->seal(now(), 24h));
  }
  fs::remove(place.path() / "hot.duckdb");
  fs::remove(place.path() / "hot.duckdb.wal");
  auto lake = place.open();
  CHECK(number(*lake, "SELECT count(*) FROM observation") == 216);
  CHECK(lake->latest(SeriesId{3})->value == 3071);
  CHECK(lake->append({reading(1, at("2026-03-30T05:00:00Z"), 1005)}).value().outcomes ==
        std::vector{Outcome::repeated});
}

TEST_CASE("a manifest of a later program or one that is broken is refused") {
  LakeFolder place;
  { auto lake = place.open(); }
  LakeOptions options;
  options.folder = place.text();
  const auto code = [&](const std::string& text) {
    std::ofstream(place.path() / "manifest.json") << text;
    return lake::open(options, place.clock).error().code;
  };
  CHECK(code(R"({"schema_version": 99, "files": [], "damaged": []})") == "lake-newer");
  CHECK(code("{") == "lake-damaged");
  CHECK(code(R"({"schema_version": 1, "files": [{"path": "../x"}], "damaged": []})") == "lake-damaged");
}

TEST_CASE("a series that is removed is gone at once, and out of the files after the next sealing") {
  LakeFolder place;
  auto lake = place.open();
  REQUIRE(lake->append(three_days()));
  REQUIRE(lake->append({reading(2, at("2026-03-30T05:00:00Z"), 7)}));
  REQUIRE(lake->seal(at("2026-04-01T12:00:00Z"), 24h).value() == 1);
  REQUIRE(lake->append({reading(2, at("2026-04-02T00:00:00Z"), 8)}));
  CHECK(lake->remove_series(std::vector{SeriesId{2}, SeriesId{99}}).value() == 73);
  const auto check = [&] {
    CHECK(number(*lake, "SELECT count(*) FROM observation") == 144);
    CHECK(number(*lake, "SELECT count(*) FROM observation WHERE series_id = 2") == 0);
    CHECK(number(*lake, "SELECT count(*) FROM history WHERE series_id = 2") == 0);
    CHECK(!lake->latest(SeriesId{2}).has_value());
  };
  check();
  CHECK(lake->seal(now(), 24h).value() == 3);
  check();
  CHECK(manifest_in(place).files.front().rows == 48);
  CHECK(number(*lake, "SELECT count(*) FROM superseded") == 0);
  CHECK(lake->seal(now(), 24h).value() == 0);
  lake.reset();
  lake = place.open();
  check();
}
