#include "lake/snapshot.h"

#include <doctest/doctest.h>

#include <fstream>
#include <thread>

#include "lake/copies.h"
#include "lake_fixture.h"

using namespace sas;
using namespace sas::lake;
using namespace std::chrono_literals;
using sas::lake::test::at;
using sas::lake::test::LakeFolder;
using sas::lake::test::number;
using sas::lake::test::reading;

namespace {

/// Sealed days, one of them with a correction and a value taken back since, and hot rows.
void fill(Lake& lake) {
  std::vector<Observation> rows;
  for (int i = 0; i < 1'000; ++i) rows.push_back(reading(i % 3 + 1, at("2026-03-30T00:00:00Z") + i * 1min, i));
  REQUIRE(lake.append(rows));
  REQUIRE(lake.seal(at("2026-04-03T12:00:00Z"), 24h));
  rows[0].value = 5'000;
  REQUIRE(lake.append({rows[0]}));
  REQUIRE(lake.remove(SeriesId{2}, rows[1].time, std::nullopt, 0));
  for (int i = 0; i < 100; ++i) REQUIRE(lake.append({reading(4, at("2026-04-03T00:00:00Z") + i * 1s, i)}));
}

void check_is_whole(Lake& lake) {
  CHECK(number(lake, "SELECT count(*) FROM observation") == 1'099);
  CHECK(number(lake, "SELECT sum(value) FROM observation") == 999 * 1'000 / 2 + 5'000 - 1 + 99 * 100 / 2);
  CHECK(number(lake, "SELECT count(*) FROM history") == 2);
  CHECK(lake.latest(SeriesId{4})->value == 99);
  CHECK(lake.latest(SeriesId{1})->value == 999);
}

}  // namespace

TEST_CASE("a lake made from a copy has the same values, history and newest values, and goes on from there") {
  const LakeFolder place, other;
  const std::string copy = place.text() + "/copies/mine", fresh = other.text() + "/lake";
  std::int64_t batch = 0;
  {
    const auto lake = place.open();
    fill(*lake);
    REQUIRE(lake->copy_to(copy));
    // What comes later is not in it.
    batch = lake->append({reading(5, at("2026-04-03T00:00:00Z"), 1)}).value().batch;
  }
  REQUIRE(restore_snapshot(copy, fresh));
  LakeOptions options;
  options.folder = fresh;
  for (int start = 0; start < 2; ++start) {
    const auto lake = std::move(open(options, place.clock).value());
    check_is_whole(*lake);
    CHECK(lake->stats().damaged.empty());
  }
  const auto lake = std::move(open(options, place.clock).value());
  CHECK(lake->append({reading(5, at("2026-04-03T00:00:00Z"), 1)}).value().batch >= batch);
  // The value that comes again is known.
  CHECK(lake->append({reading(4, at("2026-04-03T00:00:50Z"), 50)}).value().outcomes == std::vector{Outcome::repeated});
  REQUIRE(lake->seal(at("2026-04-05T12:00:00Z"), 24h));
  CHECK(number(*lake, "SELECT count(*) FROM observation") == 1'100);
  CHECK(restore_snapshot(copy, fresh).error().code == "lake-not-empty");
}

TEST_CASE("a copy from which a file is missing makes no lake") {
  const LakeFolder place;
  const std::string copy = place.text() + "/copies/mine", fresh = place.text() + "/fresh";
  {
    const auto lake = place.open();
    fill(*lake);
    REQUIRE(lake->copy_to(copy));
  }
  std::filesystem::remove_all(copy + "/observation");
  CHECK(restore_snapshot(copy, fresh).error().code == "lake-damaged");
  CHECK(!std::filesystem::exists(fresh));
  CHECK(restore_snapshot(place.text() + "/none", fresh).error().code == "lake-lost");
}

TEST_CASE("a copy is to be had of a lake that another has open, while it is written to, and leaves nothing behind") {
  const LakeFolder place;
  const auto lake = place.open();
  fill(*lake);
  std::atomic<bool> stop{false};
  std::atomic<int> written{0};
  std::thread busy([&] {
    for (int i = 0; !stop; ++i) {
      REQUIRE(lake->append({reading(7, at("2026-04-03T00:00:00Z") + i * 1ms, i)}));
      ++written;
    }
  });
  while (written < 20) std::this_thread::sleep_for(1ms);
  {
    const int before = written;
    const auto copy = take_copy(place.text(), place.clock, 60s);
    REQUIRE(copy);
    const std::string fresh = place.text() + "/fresh";
    REQUIRE(restore_snapshot((*copy)->folder(), fresh));
    LakeOptions options;
    options.folder = fresh;
    const auto other = std::move(open(options, place.clock).value());
    CHECK(number(*other, "SELECT count(*) FROM observation WHERE series_id <> 7") == 1'099);
    CHECK(number(*other, "SELECT count(*) FROM observation WHERE series_id = 7") >= before);
    CHECK(number(*other, "SELECT count(*) - max(value) FROM observation WHERE series_id = 7") == 1);
  }
  stop = true;
  busy.join();
  CHECK(!std::filesystem::exists(place.path() / "copies"));
}

TEST_CASE("a lake that nobody has open gives a copy too, and a request of somebody who is gone is swept") {
  const LakeFolder place;
  {
    const auto lake = place.open();
    fill(*lake);
  }
  {
    const auto copy = take_copy(place.text(), place.clock, 1s);
    REQUIRE(copy);
    CHECK(std::filesystem::exists((*copy)->folder() + "/manifest.json"));
  }
  CHECK(!std::filesystem::exists(place.path() / "copies"));
  std::filesystem::create_directories(place.path() / "copies/ready-1");
  std::ofstream(place.path() / "copies/wanted-1") << "";
  const auto lake = place.open();
  for (int i = 0; i < 200 && std::filesystem::exists(place.path() / "copies"); ++i) std::this_thread::sleep_for(50ms);
  CHECK(!std::filesystem::exists(place.path() / "copies"));
}
