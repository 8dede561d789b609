#include "desk/looked.h"

#include <algorithm>
#include <array>

namespace sas::desk {
namespace {

constexpr std::array<std::string_view, 5> reasons{"phone", "desk", "case", "contact", "check"};
// After this the reason is asked again.
constexpr std::chrono::minutes view_time{15};

}  // namespace

bool is_reason(std::string_view reason) {
  return std::find(reasons.begin(), reasons.end(), reason) != reasons.end();
}

html::Html reason_choice(const html::Say& say, const std::string& chosen, const std::string& error) {
  html::Field field;
  field.name = "reden";
  field.label = say("desk.person.reason");
  field.error = error;
  std::vector<html::Choice> choices;
  for (const std::string_view reason : reasons)
    choices.push_back({std::string(reason), say("desk.person.why." + std::string(reason)), ""});
  return html::radio_group(say, field, choices, chosen);
}

void record_look(const DeskParts& parts, store::WriteTx& tx, const PersonId& person, std::string_view reason,
                 const people::Visit& visit) {
  const auto& texts = visit.say.texts;
  const std::string key = "desk.person.why." + std::string(reason);
  ledger::NewEvent event;
  event.kind = "person.viewed";
  event.subject = event.concerned = people::concerned_text(person);
  event.acting = visit.viewer.acting_text();
  event.facts = {
      {"reason", reason}, {"why_nl", texts.get(Language::nl, key)}, {"why_en", texts.get(Language::en, key)}};
  parts.ledger.append(tx, event);
}

bool gave_reason(const DeskParts& parts, store::ReadTx& tx, const PersonId& person, const people::Viewer& viewer) {
  const Instant since = parts.clock.now() - view_time;
  const auto events = parts.ledger.events_about(tx, people::concerned_text(person), 100);
  return std::any_of(events.begin(), events.end(), [&](const ledger::Event& e) {
    return e.kind == "person.viewed" && e.acting == viewer.acting_text() && e.at > since;
  });
}

}  // namespace sas::desk
