#include <doctest/doctest.h>

#include "practice/fill_history.h"
#include "promises/forecasts.h"
#include "test_stores.h"

using namespace sas;
using namespace sas::practice;
using promises::Calibration;

namespace {

const Date until = make_date(2026, 11, 24);

PlanSettings settings(std::uint64_t seed) { return {seed, 20'000, until}; }

// The plan as the events it becomes. Only what an event tells: who is ill or how many can be handled is known to the plan alone.
promises::LedgerLine line_of(const History& history, const Action& action, const catalogue::Catalogue& catalogue) {
  promises::LedgerLine line;
  line.at = action.at;
  line.subject = std::to_string(action.planned);
  const Date day = local_date(action.at);
  if (action.step == Step::open) {
    const catalogue::Product& product = *history.cases[action.planned].product;
    const catalogue::Promise& promise = *product.promise_on(day);
    line.kind = "case.received";
    line.facts = {{"product", product.id.text()},
                  {"promise_version", promise.version},
                  {"received", format_iso_date(day)},
                  {"promised", format_iso_date(catalogue::promised_day(product, promise, day, {}, catalogue.closing_days)->day)}};
  }
  if (action.step == Step::take) line.kind = "case.assigned";
  if (action.step == Step::decide) line.kind = "case.decided";
  if (action.step == Step::withdraw) line.kind = "case.withdrawn";
  return line;
}

std::vector<Calibration> of_plan(const catalogue::Catalogue& catalogue, std::uint64_t seed) {
  const History history = plan(catalogue, Town(seed, until), settings(seed));
  promises::Forecaster forecaster(catalogue.closing_days);
  for (const Action& action : history.actions) promises::learn(forecaster, line_of(history, action, catalogue));
  return promises::calibrate(forecaster.foretold(), until - std::chrono::days{365}, until, until);
}

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
    check_promise(of_plan(catalogue, seed));
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
