#include "desk/timeline.h"

#include <algorithm>
#include <array>

#include "html/dates.h"

namespace sas::desk {
namespace {

std::string day_at(const html::Say& say, const ledger::Event& event, std::string_view key) {
  const auto day = parse_iso_date(json::text_at(event.facts, key));
  return day ? html::short_date(*day, say.language) : std::string("—");
}

std::string or_code(const html::Say& say, const std::string& prefix, const std::string& code) {
  return say.texts.has(prefix + code) ? say(prefix + code) : code;
}

std::string channel(const html::Say& say, const ledger::Event& event) {
  return or_code(say, "desk.channel.", json::text_at(event.facts, "channel"));
}

std::string documents(const html::Say& say, const ledger::Event& event) {
  return say("desk.event.case.completed", {{"n", std::to_string(json::int_at(event.facts, "documents"))}});
}

}  // namespace

std::string who_of(const html::Say& say, std::string_view acting, std::string_view concerned, const StaffNames& names) {
  if (acting.starts_with("staff:")) {
    const auto at = names.find(acting.substr(6));
    return at == names.end() ? say("desk.who.employee") : at->second;
  }
  if (acting == "system") return say("desk.who.system");
  const bool for_another = acting.starts_with("person:") && !concerned.empty() && acting != concerned;
  return say(for_another ? "desk.who.representative" : "desk.who.applicant");
}

std::string sentence_of(const html::Say& say, const ledger::Event& event, const catalogue::Product& product,
                        const StaffNames& names) {
  const Language l = say.language;
  const std::string key = "desk.event." + event.kind;
  const std::string who = who_of(say, event.acting, event.concerned, names);
  if (event.kind == "case.received") return say(key, {{"who", who}, {"channel", channel(say, event)}});
  if (event.kind == "case.status") {
    const std::string code = json::text_at(event.facts, "code");
    const auto* status = product.status(code);
    return say(key, {{"status", status == nullptr ? code : status->name.in(l)}});
  }
  if (event.kind == "case.completion_asked") return say(key, {{"who", who}, {"date", day_at(say, event, "answer_by")}});
  if (event.kind == "case.due_changed")
    return say(key, {{"promised", day_at(say, event, "promised")}, {"legal", day_at(say, event, "legal")}});
  if (event.kind == "case.start_changed") return say(key, {{"date", day_at(say, event, "start")}});
  if (event.kind == "case.resumed") return say(key, {{"date", day_at(say, event, "until")}});
  if (event.kind == "case.completed") return documents(say, event);
  if (event.kind == "case.decided") {
    const std::string code = json::text_at(event.facts, "result");
    const auto* result = product.result(code);
    return say(key, {{"who", who}, {"result", result == nullptr ? code : result->name.in(l)}});
  }
  if (event.kind == "document.added") {
    const auto* slot = product.slot(json::text_at(event.facts, "slot"));
    return say(key, {{"who", who}, {"document", slot == nullptr ? say("desk.event.some-document") : slot->name.in(l)}});
  }
  if (event.kind == "contact.registered")
    return say(key, {{"who", who},
                     {"channel", channel(say, event)},
                     {"outcome", or_code(say, "desk.outcome.", json::text_at(event.facts, "outcome"))}});
  if (event.kind == "appointment.booked" || event.kind == "appointment.moved" ||
      event.kind == "appointment.cancelled") {
    const auto start = parse_iso_instant(json::text_at(event.facts, "start"));
    return say(key, {{"moment", start ? html::short_moment(*start, l) : std::string("—")}});
  }
  if (event.kind == "case.assigned" || event.kind == "case.extended" || event.kind == "case.withdrawn" ||
      event.kind == "note.added" || event.kind == "message.sent" || event.kind == "contact.called_back")
    return say(key, {{"who", who}});
  return say("desk.event.other", {{"kind", event.kind}, {"who", who}});
}

bool is_internal(const ledger::Event& event) {
  static constexpr std::array<std::string_view, 14> shared{
      "case.received",  "case.status",    "case.assigned",      "case.completion_asked", "case.due_changed",
      "case.resumed",   "case.completed", "case.extended",      "case.decided",          "case.withdrawn",
      "document.added", "message.sent",   "contact.registered", "case.start_changed"};
  return std::find(shared.begin(), shared.end(), event.kind) == shared.end() && !event.kind.starts_with("appointment.");
}

std::vector<html::TimelineEntry> timeline_of(const html::Say& say, const std::vector<ledger::Event>& events,
                                             const catalogue::Product& product, const StaffNames& names) {
  std::vector<html::TimelineEntry> out;
  for (auto event = events.rbegin(); event != events.rend(); ++event) {
    html::TimelineEntry entry;
    entry.title = sentence_of(say, *event, product, names);
    entry.when = html::short_moment(event->at, say.language);
    entry.when_iso = format_iso_instant(event->at);
    if (is_internal(*event)) entry.body = html::badge(say("desk.internal"));
    out.push_back(std::move(entry));
  }
  return out;
}

}  // namespace sas::desk
