#include <doctest/doctest.h>

#include "practice/fill_forecast.h"
#include "practice/fill_history.h"
#include "promises/forecasts.h"
#include "test_stores.h"

using namespace sas;
using namespace sas::practice;
using promises::Calibration;

namespace {

const Date until = make_date(2026, 11, 24);

PlanSettings settings(std::uint64_t seed) { return {seed, 20'000, until}; }

// What is promised about the forecast, over the last year, in which nothing was known that came later.
void check_promise(const std::vector<Calibration>& lines) {
  for (const Calibration& line : lines) {
    if (line.judged < 500) continue;
    CAPTURE((line.product ? line.product->text() : std::string("all")));
    CAPTURE(line.judged);
    CHECK(line.coverage() >= 0.88);
    CHECK(line.coverage() <= 0.92);
  }
  REQUIRE(!lines.empty());
  CHECK(lines.back().judged > 9'000);
  CHECK(lines.back().shortness() <= 0.8);
  CHECK(lines.back().shortness_year() <= 0.8);
}

}  // namespace

TEST_CASE("nine of ten cases are ready by the day foretold, whatever the seed, and that day is a fifth sooner than the plain p90") {
  const catalogue::Catalogue catalogue = catalogue::load("catalogue")->catalogue;
  for (const std::uint64_t seed : {1u, 2u, 3u, 5u, 8u, 13u}) {
    CAPTURE(seed);
    check_promise(calibrate_plan(catalogue, settings(seed)));
  }
}

TEST_CASE("the same holds for a filled town, read from its ledger alone") {
  test::SqliteStore store(fill_schema());
  const catalogue::Catalogue catalogue = catalogue::load("catalogue")->catalogue;
  FillSettings fill;
  fill.plan = settings(21);
  REQUIRE(fill_history(*store, catalogue, fill));
  const ManualClock clock(local_time(until, 600));
  const promises::Forecasts forecasts(*store, clock, catalogue);
  check_promise(forecasts.calibration());
  const auto forecast = forecasts.for_product(ProductId("melding-openbare-ruimte"));
  REQUIRE(forecast);
  CHECK(forecast->basis == promises::Basis::like);
  CHECK(forecast->ready_by > until);
}
