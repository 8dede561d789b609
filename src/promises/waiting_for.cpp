#include "promises/waiting_for.h"

#include <array>
#include <set>
#include <string>

namespace sas::promises {
namespace {

constexpr std::array<std::string_view, 7> names{"resident", "queue", "handling", "partner", "lawful", "appointment", "outage"};

// What of a case is still going on, by its events.
struct Going {
  std::set<std::string> partners;
  std::string pause;                 // ground of a lawful pause
  bool appointment = false;
};

void take(Going& going, const ledger::Event& event, Date today) {
  if (event.kind == "case.partner_asked") going.partners.insert(json::text_at(event.facts, "partner"));
  if (event.kind == "case.partner_answered") going.partners.erase(json::text_at(event.facts, "partner"));
  if (event.kind == "case.paused") going.pause = json::text_at(event.facts, "ground");
  if (event.kind == "case.resumed") going.pause.clear();
  if (event.kind == "case.received" || event.kind == "case.start_changed") {
    const auto start = parse_iso_date(json::text_at(event.facts, "start"));
    going.appointment = start && *start > today && json::text_at(event.facts, "start_cause") == "appointment";
  }
}

}  // namespace

std::string_view to_text(WaitsFor what) { return names.at(static_cast<std::size_t>(what)); }

WaitsFor waits_for(const cases::Case& c, std::span<const ledger::Event> events, Date today) {
  Going going;
  for (const ledger::Event& event : events) take(going, event, today);
  if (going.pause == "outage") return WaitsFor::outage;
  if (going.pause == "4:15-2-b") return WaitsFor::resident;  // delay that the applicant causes
  if (!going.pause.empty()) return WaitsFor::lawful;
  if (c.suspended_since) return WaitsFor::resident;
  if (going.appointment) return WaitsFor::appointment;
  if (!going.partners.empty()) return WaitsFor::partner;
  return c.handler.empty() ? WaitsFor::queue : WaitsFor::handling;
}

}  // namespace sas::promises
