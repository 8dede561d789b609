#include "site/wording.h"

#include <set>

#include "html/dates.h"

namespace sas::site {

std::string status_sentence(const html::Say& say, const cases::Case& c, const catalogue::Product& product, Date today) {
  const Language l = say.language;
  const std::string asked = say("site.case.asked", {{"date", html::short_date(c.received_day, l)}});
  if (!c.open()) {
    const auto* result = product.result(c.result_code);
    return asked + " " +
           say("site.case.done", {{"result", result == nullptr ? c.result_code : result->name.in(l)},
                                  {"date", html::short_date(*c.closed_day, l)}});
  }
  if (c.suspended_since && !c.waits_for_applicant())
    return asked + " " + say("site.case.still", {{"date", html::short_date(*c.suspended_since, l)}});
  if (c.suspended_since)
    return asked + " " + say("site.case.paused", {{"date", html::short_date(*c.suspended_since, l)}});
  if (c.promised_day < today)
    return asked + " " + say("site.case.late", {{"date", html::short_date(c.promised_day, l)}});
  return asked + " " + say("site.case.answer-by", {{"date", html::long_date(c.promised_day, l)}});
}

std::string sentence_of(const html::Say& say, const ledger::Event& event) {
  static const std::set<std::string, std::less<>> plain{
      "case.status",     "case.completion_asked", "case.completed",     "case.resumed",      "case.extended",
      "case.decided",    "case.withdrawn",        "document.added",     "message.sent",      "person.viewed",
      "login.succeeded", "contact.registered",    "appointment.booked", "appointment.moved", "appointment.cancelled",
      "feedback.given",  "case.paused",           "case.default_notice"};
  if (event.kind == "case.received")
    return say("site.event.case.received", {{"number", json::text_at(event.facts, "number")}});
  if (event.kind == "case.due_changed") {
    const auto day = parse_iso_date(json::text_at(event.facts, "promised"));
    return day ? say("site.event.case.due_changed", {{"date", html::long_date(*day, say.language)}}) : std::string();
  }
  if (event.kind == "case.start_changed") {
    const auto day = parse_iso_date(json::text_at(event.facts, "start"));
    return day ? say("site.event.case.start_changed", {{"date", html::long_date(*day, say.language)}}) : std::string();
  }
  if (event.kind == "promise.moved") {
    const auto day = parse_iso_date(json::text_at(event.facts, "new"));
    return day ? say("site.event.promise.moved", {{"date", html::long_date(*day, say.language)}}) : std::string();
  }
  if (event.kind == "register.consulted")
    return say("site.event.register.consulted",
               {{"register", json::text_at(event.facts, "register")},
                {"why", json::text_at(event.facts, say.language == Language::nl ? "why_nl" : "why_en")}});
  if (event.kind == "case.assigned") return say("site.event.case.assigned");
  return plain.count(event.kind) > 0 ? say("site.event." + event.kind) : std::string();
}

}  // namespace sas::site
