#include "promises/watch.h"

#include <algorithm>

#include "calendar/holidays.h"
#include "cases/queries.h"

namespace sas::promises {
namespace {

using std::chrono::days;

constexpr std::size_t at_once = 200;
constexpr std::size_t most_looked_at = 20'000;
// Later than this nobody needs to look at a case today.
constexpr days horizon{60};

std::optional<Date> day_at(const json::Object& facts, std::string_view key) {
  const auto day = parse_iso_date(json::text_at(facts, key));
  if (!day) return std::nullopt;
  return *day;
}

// The last day the applicant heard of: a moved day counts as long as the promise behind it did not move by itself.
Date told_day(const cases::Case& c, std::span<const ledger::Event> events) {
  Date told = c.promised_day;
  for (const ledger::Event& event : events)
    if (event.kind == "promise.moved") told = std::max(told, day_at(event.facts, "new").value_or(told));
  return told;
}

std::optional<Date> warned_day(const cases::Case& c, std::span<const ledger::Event> events) {
  std::optional<Date> out;
  for (const ledger::Event& event : events)
    if (event.kind == "promise.warned" && day_at(event.facts, "promised") == c.promised_day) out = local_date(event.at);
  return out;
}

bool moved_from(std::span<const ledger::Event> events, Date old) {
  return std::any_of(events.begin(), events.end(), [&](const ledger::Event& e) { return e.kind == "promise.moved" && day_at(e.facts, "old") == old; });
}

bool stands_still(WaitsFor waits) { return waits == WaitsFor::resident || waits == WaitsFor::lawful; }

}  // namespace

AtRisk Watch::look_at(store::ReadTx& tx, cases::Case c, Date today) const {
  AtRisk out;
  const std::vector<ledger::Event> events = ledger_.events_of(tx, c.id.text());
  out.told = told_day(c, events);
  out.waits = waits_for(c, events, today);
  out.warned = warned_day(c, events);
  out.c = std::move(c);
  return out;
}

Result<std::vector<AtRisk>> Watch::at_risk(store::Store& store, const people::Viewer& viewer, std::size_t limit) const {
  const Date today = local_date(clock_.now());
  const Date soon = calendar::add_working_days(today, warn_working_days, catalogue_.closing_days);
  std::vector<AtRisk> out;
  for (std::size_t offset = 0; offset < most_looked_at && out.size() < limit; offset += at_once) {
    auto open = store.read([&](store::ReadTx& tx) -> Result<std::vector<cases::Case>> {
      cases::Filter filter;
      filter.limit = at_once;
      filter.offset = offset;
      return cases::list_cases(tx, filter, viewer);
    });
    if (!open) return fail(Error(open.error()));
    const std::size_t read = open->size();
    bool far = false;
    for (cases::Case& c : *open) {
      far = c.promised_day > today + horizon;
      if (far) break;
      const auto forecast = forecasts_.of_case(c);
      if (c.promised_day > soon && (!forecast || forecast->ready_by <= c.promised_day)) continue;
      if (c.suspended_since && c.promised_day >= today) continue;
      auto one = store.read([&](store::ReadTx& tx) -> Result<AtRisk> { return look_at(tx, std::move(c), today); });
      if (!one) return fail(Error(one.error()));
      if (forecast) one->ready_by = forecast->ready_by;
      if (stands_still(one->waits) && one->c.promised_day >= today) continue;
      out.push_back(std::move(*one));
      if (out.size() == limit) break;
    }
    if (far || read < at_once) break;
  }
  return out;
}

bool Watch::due_for_warning(const AtRisk& one, Date today) const {
  if (one.warned || one.c.promised_day < today || stands_still(one.waits)) return false;
  if (calendar::working_days_between(today, one.c.promised_day, catalogue_.closing_days) > warn_working_days) return false;
  return !one.ready_by || *one.ready_by > one.c.promised_day || one.c.handler.empty();
}

bool Watch::due_for_moving(const AtRisk& one, Date today, Hour hour) const {
  if (stands_still(one.waits)) return false;
  if (hour == Hour::afternoon) return calendar::working_days_between(today, one.told, catalogue_.closing_days) == 0;
  return one.told >= today && calendar::working_days_between(today, one.told, catalogue_.closing_days) <= 1 && one.ready_by && *one.ready_by > one.told;
}

// By the forecast; at least the next working day, because today is not believed any more.
Date Watch::new_day(const AtRisk& one, Date today) const {
  const Date next = calendar::add_working_days(std::max(today, one.told), 1, catalogue_.closing_days);
  return std::max(next, one.ready_by.value_or(next));
}

Result<bool> Watch::warn(store::Store& store, const AtRisk& one) const {
  return store.write([&](store::WriteTx& tx) -> Result<bool> {
    const auto now = cases::find_case(tx, one.c.id, people::system_viewer());
    if (!now || !now->open() || now->promised_day != one.c.promised_day) return false;
    if (warned_day(*now, ledger_.events_of(tx, now->id.text()))) return false;
    ledger::NewEvent event;
    event.kind = "promise.warned";
    event.subject = now->id.text();
    event.acting = "system";
    event.concerned = people::concerned_text(now->person);
    event.facts = {{"product", now->product.text()}, {"promised", format_iso_date(now->promised_day)}, {"waits", to_text(one.waits)}};
    if (one.ready_by) event.facts["ready_by"] = format_iso_date(*one.ready_by);
    ledger_.append(tx, event);
    return true;
  });
}

// The look before was outside the transaction: what counts is looked at again inside it, so that nobody is told twice.
Result<bool> Watch::move(store::Store& store, const AtRisk& one, Date to) const {
  return store.write([&](store::WriteTx& tx) -> Result<bool> {
    const auto now = cases::find_case(tx, one.c.id, people::system_viewer());
    if (!now || !now->open() || now->suspended_since) return false;
    const std::vector<ledger::Event> events = ledger_.events_of(tx, now->id.text());
    if (told_day(*now, events) != one.told || moved_from(events, one.told)) return false;
    const json::Object facts{{"product", now->product.text()}, {"old", format_iso_date(one.told)}, {"new", format_iso_date(to)},
                             {"legal", format_iso_date(now->legal_day)}, {"reason", to_text(one.waits)}};
    ledger::NewEvent event;
    event.kind = "promise.moved";
    event.subject = now->id.text();
    event.acting = "system";
    event.concerned = people::concerned_text(now->person);
    event.facts = facts;
    ledger_.append(tx, event);
    json::Object told = facts;
    told["case"] = now->id.text();
    tell_(tx, "moved", told);
    return true;
  });
}

Result<Round> Watch::round(store::Store& store, Hour hour) const {
  const Date today = local_date(clock_.now());
  const auto risky = at_risk(store, people::system_viewer(), most_looked_at);
  if (!risky) return fail(Error(risky.error()));
  Round out;
  for (const AtRisk& one : *risky) {
    if (due_for_warning(one, today)) {
      const auto warned = warn(store, one);
      if (!warned) return fail(Error(warned.error()));
      if (*warned) ++out.warned;
    }
    if (due_for_moving(one, today, hour)) {
      const auto moved = move(store, one, new_day(one, today));
      if (!moved) return fail(Error(moved.error()));
      if (*moved) ++out.moved;
    }
  }
  return out;
}

Result<Round> Watch::morning(store::Store& store) const { return round(store, Hour::morning); }
Result<Round> Watch::afternoon(store::Store& store) const { return round(store, Hour::afternoon); }

}  // namespace sas::promises
