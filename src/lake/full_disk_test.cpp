#include <doctest/doctest.h>

#include <thread>

#include "lake_fixture.h"
#include "small_disk.h"

using namespace sas;
using namespace sas::lake;
using namespace std::chrono_literals;
using sas::lake::test::at;
using sas::lake::test::LakeFolder;
using sas::lake::test::number;
using sas::lake::test::reading;
using sas::lake::test::SmallDisk;

namespace {

Observation large(int number) {
  Observation out = reading(1, at("2026-04-01T00:00:00Z") + number * 1s, number);
  out.text = std::string(20'000, 'x');
  return out;
}

}  // namespace

TEST_CASE("a full disk refuses what does not fit, loses nothing that was acknowledged, and ends when there is room") {
  LakeFolder place;
  auto lake = place.open();
  int acknowledged = 0;
  {
    const SmallDisk full(600'000);
    for (; acknowledged < 200; ++acknowledged) {
      const auto answer = lake->append({large(acknowledged)});
      if (answer) continue;
      CHECK(answer.error().code == "lake-full");
      break;
    }
    REQUIRE(acknowledged > 5);
    REQUIRE(acknowledged < 200);
    CHECK(lake->latest(SeriesId{1})->value == acknowledged - 1);
    CHECK(!lake->append({large(acknowledged)}));
  }
  bool works_again = false;
  for (int attempt = 0; attempt < 100 && !works_again; ++attempt) {
    works_again = lake->append({large(acknowledged)}).has_value();
    if (!works_again) std::this_thread::sleep_for(50ms);
  }
  CHECK(works_again);
  const auto check = [&] {
    CHECK(number(*lake, "SELECT count(*) FROM observation") == acknowledged + 1);
    CHECK(number(*lake, "SELECT count(DISTINCT value) FROM observation") == acknowledged + 1);
  };
  check();
  lake.reset();
  lake = place.open();
  check();
}
