#include "promises/service_scores.h"

#include <algorithm>
#include <set>

namespace sas::promises {
namespace {

// A fact as it is compared with what the file says.
std::string text_of(const json::Object& facts, const std::string& key) {
  const json::Value* value = facts.if_contains(key);
  if (value == nullptr) return {};
  if (value->is_string()) return std::string(value->get_string());
  return json::write(*value);
}

bool matches(const FactIs& wanted, const json::Object& facts) {
  const std::string text = text_of(facts, wanted.fact);
  return std::find(wanted.values.begin(), wanted.values.end(), text) != wanted.values.end();
}

std::optional<std::int64_t> figure_of(const json::Object& facts, const std::string& key) {
  const json::Value* value = facts.if_contains(key);
  if (value == nullptr || !value->is_number()) return std::nullopt;
  return value->to_number<std::int64_t>();
}

bool holds(const Measure& measure, std::int64_t figure) {
  return measure.direction == Measure::Direction::at_most ? figure <= measure.norm : figure >= measure.norm;
}

std::string key_of(const Measure& measure, const LedgerLine& line) {
  return measure.key.empty() ? line.subject : text_of(line.facts, measure.key);
}

}  // namespace

ServiceCounter::ServiceCounter(std::span<const ServicePromise> promises, std::span<const Date> closing_days)
    : promises_(promises), days_(closing_days), counts_(promises.size()) {}

std::vector<std::string_view> ServiceCounter::kinds() const {
  std::set<std::string_view> out{"case.withdrawn"};
  for (const ServicePromise& promise : promises_) {
    out.insert(promise.measure.start);
    if (!promise.measure.stop.empty()) out.insert(promise.measure.stop);
  }
  return {out.begin(), out.end()};
}

std::optional<ServiceCounter::Item> ServiceCounter::running_from(const Measure& measure, Instant start) const {
  constexpr std::chrono::milliseconds tick{1};
  Item item;
  if (measure.clock == ServiceClock::opening_hours) {
    const auto outcome = calendar::reckon({start, static_cast<int>(measure.norm), &measure.opening});
    if (!outcome) return std::nullopt;
    item.last = outcome->end;
    item.due = local_date(outcome->end - tick);  // hours that end at midnight end on the day that they ran
    return item;
  }
  const Date from = local_date(start);
  item.due = measure.clock == ServiceClock::working_days ? days_.after(from, static_cast<int>(measure.norm)) : from + std::chrono::days{measure.norm};
  item.last = start_of_day(item.due + std::chrono::days{1}) - tick;
  return item;
}

void ServiceCounter::take(const LedgerLine& line) {
  for (std::size_t at = 0; at < promises_.size(); ++at) {
    const Measure& measure = promises_[at].measure;
    if (line.kind == measure.stop || line.kind == "case.withdrawn") stop(at, line);
    if (line.kind == measure.start) start(at, line);
  }
}

void ServiceCounter::start(std::size_t at, const LedgerLine& line) {
  const ServicePromise& promise = promises_[at];
  const Measure& measure = promise.measure;
  const Date day = local_date(line.at);
  if (!promise.in_force(day) || (measure.only && !matches(*measure.only, line.facts))) return;
  Count& count = counts_[at];
  if (measure.clock != ServiceClock::value) {
    const std::string key = key_of(measure, line);
    if (key.empty() || count.running.contains(key)) return;
    const auto item = running_from(measure, line.at);
    if (!item) return;
    count.running.emplace(key, count.items.size());
    count.items.push_back(*item);
    return;
  }
  const bool missed = measure.missed_when && matches(*measure.missed_when, line.facts);
  const auto figure = figure_of(line.facts, measure.value);
  if (!missed && !figure) return;
  count.items.push_back({day, line.at, line.at, missed || !holds(measure, *figure) ? Item::Outcome::missed : Item::Outcome::kept});
}

// A case that was taken back ends the clock too; before the norm had passed it does not count.
void ServiceCounter::stop(std::size_t at, const LedgerLine& line) {
  const Measure& measure = promises_[at].measure;
  const bool wanted = line.kind == measure.stop;
  if (!wanted && !measure.start.starts_with("case.")) return;
  Count& count = counts_[at];
  const auto running = count.running.find(wanted ? key_of(measure, line) : line.subject);
  if (running == count.running.end()) return;
  Item& item = count.items[running->second];
  item.stopped = line.at;
  if (!wanted) item.outcome = item.in_time() ? Item::Outcome::dropped : Item::Outcome::missed;
  count.running.erase(running);
}

std::vector<ServiceScore> ServiceCounter::scores(std::span<const Period> periods, Date today) const {
  std::vector<ServiceScore> out;
  for (std::size_t at = 0; at < promises_.size(); ++at) {
    std::vector<ServiceScore> of_promise(periods.size());
    for (const Item& item : counts_[at].items) {
      // A figure is known at once; a clock only when its last day has passed.
      const bool known = item.outcome == Item::Outcome::by_clock ? item.due < today : item.outcome != Item::Outcome::dropped;
      if (!known) continue;
      const auto period = std::find_if(periods.begin(), periods.end(), [&](const Period& p) { return p.from <= item.due && item.due < p.until; });
      if (period == periods.end()) continue;
      ServiceScore& score = of_promise[static_cast<std::size_t>(period - periods.begin())];
      ++score.due;
      if (item.outcome == Item::Outcome::kept || (item.outcome == Item::Outcome::by_clock && item.in_time())) ++score.kept;
      if (!item.stopped) ++score.open_overdue;
    }
    for (std::size_t i = 0; i < periods.size(); ++i) {
      ServiceScore& score = of_promise[i];
      if (score.due == 0) continue;
      score.promise = &promises_[at];
      score.period = periods[i];
      score.share = static_cast<double>(score.kept) / static_cast<double>(score.due);
      score.interval = wilson(score.kept, score.due);
      out.push_back(score);
    }
  }
  return out;
}

}  // namespace sas::promises
