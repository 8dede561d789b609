#include "practice/fill_forecast.h"

#include <fmt/format.h>

#include <iostream>

#include "base/text.h"
#include "promises/forecasts.h"

namespace sas::practice {
namespace {

constexpr int usage_error = 64;  // EX_USAGE

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

}  // namespace

std::vector<promises::Calibration> calibrate_plan(const catalogue::Catalogue& catalogue, const PlanSettings& settings) {
  const History history = plan(catalogue, Town(settings.seed, settings.until), settings);
  promises::Forecaster forecaster(catalogue.closing_days);
  for (const Action& action : history.actions) promises::learn(forecaster, line_of(history, action, catalogue));
  return promises::calibrate(forecaster.foretold(), settings.until - std::chrono::days{365}, settings.until, settings.until);
}

int forecast_table(std::span<const std::string> args) {
  PlanSettings settings;
  settings.until = local_date(SystemClock().now());
  const auto seed = args.empty() ? std::optional<std::int64_t>(1) : parse_int(args[0]);
  const auto cases = args.size() < 2 ? std::optional<std::int64_t>(20'000) : parse_int(args[1]);
  const auto loaded = catalogue::load("catalogue");
  if (!seed || !cases || args.size() > 2 || !loaded) {
    std::cerr << "usage: practice-town forecast [SEED [CASES]], in the folder that holds catalogue/\n";
    return usage_error;
  }
  settings.seed = static_cast<std::uint64_t>(*seed);
  settings.cases = static_cast<std::size_t>(*cases);
  std::cout << fmt::format("{:<28}{:>7}{:>10}{:>8}{:>8}{:>8}{:>10}\n", "product", "judged", "came true", "days", "p90", "ratio", "ratio 1y");
  for (const promises::Calibration& line : calibrate_plan(loaded->catalogue, settings))
    std::cout << fmt::format("{:<28}{:>7}{:>9.1f}%{:>8.1f}{:>8.1f}{:>8.2f}{:>10.2f}\n", line.product ? line.product->text() : "all", line.judged,
                             100 * line.coverage(), line.days, line.plain_days, line.shortness(), line.shortness_year());
  return 0;
}

}  // namespace sas::practice
