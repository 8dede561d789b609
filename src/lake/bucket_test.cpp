#include <doctest/doctest.h>

#include "lake/bucket_grid.h"
#include "lake/bucket_sums.h"
#include "lake_fixture.h"

using namespace sas;
using namespace sas::lake;
using namespace std::chrono_literals;
using sas::lake::test::at;
using sas::lake::test::LakeFolder;
using sas::lake::test::reading;
using Unit = BucketQuery::Unit;
using Fill = BucketQuery::Fill;

namespace {

BucketQuery question(const std::string& from, const std::string& until, Unit unit, int count = 1) {
  BucketQuery out;
  out.series = SeriesId{1};
  out.from = at(from);
  out.until = at(until);
  out.unit = unit;
  out.count = count;
  return out;
}

std::vector<Moment> moments(std::initializer_list<const char*> texts) {
  std::vector<Moment> out;
  for (const char* text : texts) out.push_back(at(text));
  return out;
}

}  // namespace

TEST_CASE("the day the clock goes forward has 23 hours") {
  const auto days = bucket_borders(question("2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", Unit::day)).value();
  CHECK(days == moments({"2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"}));
  const auto hours = bucket_borders(question("2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", Unit::hour)).value();
  CHECK(hours.size() == 24);
}

TEST_CASE("the day the clock goes back has 25 hours, and both hours called two are there") {
  const auto days = bucket_borders(question("2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z", Unit::day)).value();
  CHECK(days == moments({"2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"}));
  const auto hours = bucket_borders(question("2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z", Unit::hour)).value();
  CHECK(hours.size() == 26);
}

TEST_CASE("buckets of six hours begin at midnight on both sides of the clock change") {
  const auto borders = bucket_borders(question("2026-03-28T23:00:00Z", "2026-03-30T04:00:00Z", Unit::hour, 6)).value();
  CHECK(borders == moments({"2026-03-28T23:00:00Z", "2026-03-29T05:00:00Z", "2026-03-29T11:00:00Z",
                            "2026-03-29T17:00:00Z", "2026-03-29T22:00:00Z", "2026-03-30T04:00:00Z"}));
}

TEST_CASE("weeks begin on Monday, months on the first, in local time") {
  CHECK(bucket_borders(question("2026-04-01T10:00:00Z", "2026-04-06T10:00:00Z", Unit::week)).value() ==
        moments({"2026-03-29T22:00:00Z", "2026-04-05T22:00:00Z", "2026-04-12T22:00:00Z"}));
  CHECK(bucket_borders(question("2026-02-10T00:00:00Z", "2026-04-01T00:00:00Z", Unit::month)).value() ==
        moments({"2026-01-31T23:00:00Z", "2026-02-28T23:00:00Z", "2026-03-31T22:00:00Z", "2026-04-30T22:00:00Z"}));
  CHECK(bucket_borders(question("2026-05-10T00:00:00Z", "2026-06-01T00:00:00Z", Unit::month, 3)).value() ==
        moments({"2026-03-31T22:00:00Z", "2026-06-30T22:00:00Z"}));
}

TEST_CASE("a question from the middle of a bucket gets the whole bucket's borders") {
  CHECK(bucket_borders(question("2026-04-01T10:07:00Z", "2026-04-01T10:11:00Z", Unit::minute, 5)).value() ==
        moments({"2026-04-01T10:05:00Z", "2026-04-01T10:10:00Z", "2026-04-01T10:15:00Z"}));
}

TEST_CASE("a question for buckets that cannot be answered names the field") {
  const auto field = [](const BucketQuery& query) {
    const auto answer = bucket_borders(query);
    REQUIRE(!answer.has_value());
    CHECK(answer.error().code == "bucket-invalid");
    return answer.error().fields.at(0).field;
  };
  BucketQuery query = question("2026-04-01T00:00:00Z", "2026-04-02T00:00:00Z", Unit::hour);
  query.count = 0;
  CHECK(field(query) == "count");
  query.count = 25;
  CHECK(field(query) == "count");
  query.count = 1;
  query.zone = "Europe/Zwolle";
  CHECK(field(query) == "zone");
  query.zone = "../../etc/passwd";
  CHECK(field(query) == "zone");
  query.zone = "UTC";
  query.percentiles = {1.5};
  CHECK(field(query) == "percentiles");
  query.percentiles = {};
  query.until = query.from;
  CHECK(field(query) == "until");
  CHECK(field(question("2000-01-01T00:00:00Z", "2026-04-02T00:00:00Z", Unit::second)) == "count");
}

TEST_CASE("a bucket holds what its values say, and says what it left out") {
  BucketQuery query = question("2026-04-01T10:00:00Z", "2026-04-01T11:00:00Z", Unit::hour);
  query.percentiles = {0, 0.5, 0.95, 1};
  BucketSums sums(query, bucket_borders(query).value());
  const Moment start = query.from;
  sums.add(start + 3min, 4, 0);
  sums.add(start + 1min, 1, 0);
  sums.add(start + 2min, 3, quality::late);
  sums.add(start + 4min, 1000, quality::out_of_range);
  sums.add(start - 1us, 1000, 0);
  sums.add(query.until, 1000, 0);
  const std::vector<Bucket> buckets = sums.finish();
  REQUIRE(buckets.size() == 1);
  const Bucket& bucket = buckets[0];
  CHECK(bucket.count == 3);
  CHECK(bucket.left_out == 1);
  CHECK(bucket.min == 1);
  CHECK(bucket.max == 4);
  CHECK(bucket.sum == 8);
  CHECK(*bucket.mean == doctest::Approx(8.0 / 3));
  CHECK(bucket.first == 1);
  CHECK(bucket.last == 4);
  REQUIRE(bucket.percentiles.size() == 4);
  CHECK(bucket.percentiles[0] == 1);
  CHECK(bucket.percentiles[1] == 3);
  CHECK(bucket.percentiles[2] == doctest::Approx(3.9));
  CHECK(bucket.percentiles[3] == 4);
}

TEST_CASE("a sum does not lose small values between large ones") {
  const BucketQuery query = question("2026-04-01T10:00:00Z", "2026-04-01T11:00:00Z", Unit::hour);
  BucketSums sums(query, bucket_borders(query).value());
  for (const double value : {1e16, 1.0, 1.0, -1e16}) sums.add(query.from, value, 0);
  CHECK(sums.finish().at(0).sum == 2.0);
}

TEST_CASE("empty buckets are left out, shown or filled in, as asked") {
  BucketQuery query = question("2026-04-01T10:00:00Z", "2026-04-01T16:00:00Z", Unit::hour);
  const auto means = [&](Fill fill) {
    query.fill = fill;
    BucketSums sums(query, bucket_borders(query).value());
    sums.add(at("2026-04-01T11:30:00Z"), 10, 0);
    sums.add(at("2026-04-01T14:30:00Z"), 40, 0);
    std::vector<std::optional<double>> out;
    for (const Bucket& bucket : sums.finish()) out.push_back(bucket.mean);
    return out;
  };
  using Means = std::vector<std::optional<double>>;
  CHECK(means(Fill::leave_out) == Means{10, 40});
  CHECK(means(Fill::empty) == Means{{}, 10, {}, {}, 40, {}});
  CHECK(means(Fill::interpolate) == Means{{}, 10, 20, 30, 40, {}});
}

TEST_CASE("the lake answers buckets of what it holds") {
  LakeFolder place;
  auto lake = place.open();
  std::vector<Observation> readings;
  for (int i = 0; i < 25; ++i) readings.push_back(reading(1, at("2026-10-24T22:30:00Z") + i * 1h, i));
  readings.push_back(reading(2, at("2026-10-24T23:30:00Z"), 999));
  Observation word = reading(1, at("2026-10-24T23:45:00Z"), 0);
  word.value.reset();
  word.text = "sensor cleaned";
  readings.push_back(word);
  REQUIRE(lake->append(readings).has_value());
  const BucketQuery query = question("2026-10-24T22:00:00Z", "2026-10-26T00:00:00Z", Unit::day);
  const std::vector<Bucket> buckets = lake->buckets(query).value();
  REQUIRE(buckets.size() == 1);
  CHECK(buckets[0].count == 25);
  CHECK(buckets[0].max == 24);
  CHECK(buckets[0].until - buckets[0].from == 25h);
}
