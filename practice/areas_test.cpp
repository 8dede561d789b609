#include <doctest/doctest.h>

#include "practice/measured_town.h"
#include "practice/town_areas.h"

using namespace sas;
using namespace sas::practice;

TEST_CASE("every meter of the town stands in one neighbourhood and in its district") {
  auto lists = town_areas();
  REQUIRE(lists.size() == 2);
  CHECK(lists[0].name == "buurten");
  const sensing::AreaIndex neighbourhoods(lists[0].areas), districts(lists[1].areas);
  REQUIRE(neighbourhoods.areas().size() == 10);
  REQUIRE(districts.areas().size() == 4);
  for (const Meter& meter : town_meters()) {
    CAPTURE(meter.series.thing_name);
    const auto* small = neighbourhoods.at(*meter.series.longitude, *meter.series.latitude);
    REQUIRE(small != nullptr);
    const auto* large = districts.at(*meter.series.longitude, *meter.series.latitude);
    REQUIRE(large != nullptr);
    CHECK(large->code == small->part_of);
  }
}
