#include "promises/forecasts.h"

#include "html/dates.h"

namespace sas::promises {
namespace {

constexpr std::chrono::seconds look_every{5};

std::optional<Date> day_at(const json::Object& facts, std::string_view key) {
  const auto day = parse_iso_date(json::text_at(facts, key));
  if (!day) return std::nullopt;
  return *day;
}

void learn_arrival(Forecaster& forecaster, const LedgerLine& line) {
  const auto received = day_at(line.facts, "received");
  const auto promised = day_at(line.facts, "promised");
  if (!received || !promised) return;
  Arrived one;
  one.id = CaseId(line.subject);
  one.product = ProductId(json::text_at(line.facts, "product"));
  one.version = static_cast<int>(json::int_at(line.facts, "promise_version", 1));
  one.at = line.at;
  one.start = std::max(*received, day_at(line.facts, "start").value_or(*received));
  one.promised = *promised;
  forecaster.arrived(one);
}

}  // namespace

std::vector<std::string_view> forecast_kinds() {
  return {"case.received", "case.start_changed", "case.assigned", "case.decided", "case.withdrawn"};
}

void learn(Forecaster& forecaster, const LedgerLine& line) {
  const CaseId id(line.subject);
  if (line.kind == "case.received") learn_arrival(forecaster, line);
  else if (line.kind == "case.assigned") forecaster.taken(id, line.at);
  else if (line.kind == "case.decided") forecaster.decided(id, line.at);
  else if (line.kind == "case.withdrawn") forecaster.withdrawn(id, line.at);
  else if (line.kind == "case.start_changed") {
    if (const auto start = day_at(line.facts, "start")) forecaster.start_changed(id, *start);
  }
}

Forecasts::Forecasts(store::Store& store, const Clock& clock, const catalogue::Catalogue& catalogue)
    : store_(store), clock_(clock), catalogue_(catalogue), follower_(forecast_kinds()), forecaster_(std::make_unique<Forecaster>(catalogue.closing_days)) {}

void Forecasts::refresh(Need need) const {
  const Instant now = clock_.now();
  if (need == Need::recent && looked_at_ && now >= *looked_at_ && now - *looked_at_ < look_every) return;
  const auto restart = [this] { forecaster_ = std::make_unique<Forecaster>(catalogue_.closing_days); };
  if (follower_.follow(store_, restart, [this](const LedgerLine& line) { learn(*forecaster_, line); })) looked_at_ = now;
}

std::optional<Forecast> Forecasts::for_product(const ProductId& id) const {
  const catalogue::Product* product = catalogue_.find(id);
  const Instant now = clock_.now();
  const Date today = local_date(now);
  const catalogue::Promise* promise = product == nullptr ? nullptr : product->promise_on(today);
  if (promise == nullptr) return std::nullopt;
  const auto due = catalogue::promised_day(*product, *promise, today, {}, catalogue_.closing_days);
  if (!due) return std::nullopt;
  const std::lock_guard lock(mutex_);
  refresh(Need::recent);
  return forecaster_->at_arrival({CaseId(), id, promise->version, now, today, due->day});
}

std::optional<Forecast> Forecasts::of_case(const cases::Case& c) const {
  if (!c.open() || c.suspended_since) return std::nullopt;
  const std::lock_guard lock(mutex_);
  refresh(Need::recent);
  auto forecast = forecaster_->of_open(c.id, clock_.now());
  if (forecast || local_date(c.received_at) < local_date(clock_.now())) return forecast;
  // It may have come in since the last look: somebody who has just sent a form reads the receipt at once.
  refresh(Need::now);
  return forecaster_->of_open(c.id, clock_.now());
}

std::vector<Calibration> Forecasts::calibration() const {
  const Date today = local_date(clock_.now());
  const std::lock_guard lock(mutex_);
  refresh(Need::recent);
  return calibrate(forecaster_->foretold(), today - std::chrono::days{365}, today, today);
}

std::string Forecasts::sentence_for(const html::Say& say, const ProductId& id) const {
  const auto forecast = for_product(id);
  const catalogue::Product* product = catalogue_.find(id);
  if (!forecast || product == nullptr) return {};
  const std::string date = html::long_date(forecast->ready_by, say.language);
  const auto legal = catalogue::legal_day(*product, local_date(clock_.now()), {}, catalogue::Extended::no);
  if (legal && forecast->ready_by > legal->day)
    return say("promises.forecast.product-late", {{"date", date}, {"legal", html::long_date(legal->day, say.language)}});
  return say("promises.forecast.product", {{"date", date}});
}

std::string Forecasts::sentence_of(const html::Say& say, const cases::Case& c) const {
  const auto forecast = of_case(c);
  if (!forecast) return {};
  const std::string date = html::long_date(forecast->ready_by, say.language);
  if (forecast->ready_by > c.legal_day)
    return say("promises.forecast.case-late", {{"date", date}, {"legal", html::long_date(c.legal_day, say.language)}});
  return say("promises.forecast.case", {{"date", date}});
}

}  // namespace sas::promises
