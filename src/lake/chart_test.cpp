#include "lake/chart.h"

#include <doctest/doctest.h>

#include "lake/bucket_grid.h"
#include "lake_fixture.h"

using namespace sas;
using namespace sas::lake;
using namespace std::chrono_literals;
using sas::lake::test::at;
using Unit = BucketQuery::Unit;

TEST_CASE("a chart gets the shortest buckets with which it has few enough points") {
  const Moment start = at("2026-03-27T23:07:13Z");
  const auto asked = [&](std::chrono::minutes length) {
    const BucketQuery query = chart_query(SeriesId{1}, {start, start + length});
    CHECK(bucket_borders(query).value().size() - 1 <= 500);
    return std::pair(query.unit, query.count);
  };
  CHECK(asked(5min) == std::pair(Unit::second, 1));
  CHECK(asked(1h) == std::pair(Unit::second, 15));
  CHECK(asked(24h) == std::pair(Unit::minute, 5));
  CHECK(asked(7 * 24h) == std::pair(Unit::hour, 1));
  CHECK(asked(366 * 24h) == std::pair(Unit::day, 1));
  CHECK(asked(20 * 366 * 24h) == std::pair(Unit::month, 1));
  CHECK(asked(150 * 366 * 24h) == std::pair(Unit::month, 12));
}

TEST_CASE("a chart of a long time keeps a peak of one value") {
  const test::LakeFolder place;
  const auto lake = place.open();
  std::vector<Observation> rows;
  for (int i = 0; i < 5760; ++i)
    rows.push_back(test::reading(1, at("2026-03-31T22:00:00Z") + i * 15s, i == 4321 ? 99 : 20));
  REQUIRE(lake->append(rows));
  const auto buckets =
      lake->buckets(chart_query(SeriesId{1}, {at("2026-03-31T22:00:00Z"), at("2026-04-01T22:00:00Z")})).value();
  CHECK(buckets.size() == 288);
  CHECK(std::count_if(buckets.begin(), buckets.end(), [](const Bucket& bucket) { return bucket.max == 99; }) == 1);
}
