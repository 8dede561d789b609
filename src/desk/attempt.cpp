#include "desk/attempt.h"

namespace sas::desk {

std::string Attempt::code_of(std::string_view field) const {
  for (const FieldError& fault : faults)
    if (fault.field == field) return fault.code;
  return {};
}

std::string error_text(const html::Say& say, std::string_view code) {
  const std::string own = "desk.error." + std::string(code), general = "error." + std::string(code);
  if (say.texts.has(own)) return say(own);
  return say(say.texts.has(general) ? general : "html.error.unknown");
}

html::Field field_of(const html::Say& say, const Attempt* attempt, std::string name, std::string_view key) {
  html::Field field;
  const std::string label = "desk.field." + std::string(key);
  field.label = say(label);
  if (say.texts.has(label + ".hint")) field.description = say(label + ".hint");
  const std::string code = attempt == nullptr ? std::string() : attempt->code_of(name);
  if (!code.empty()) field.error = error_text(say, code);
  field.name = std::move(name);
  return field;
}

std::string typed(const Attempt* attempt, std::string_view name, std::string otherwise) {
  if (attempt == nullptr || !attempt->fields.has(name)) return otherwise;
  return attempt->fields.get(name);
}

html::Html faults_of(const html::Say& say, const Attempt* attempt) {
  if (attempt == nullptr || attempt->faults.empty()) return {};
  std::vector<html::FieldMessage> messages;
  for (const FieldError& fault : attempt->faults) messages.push_back({fault.field, error_text(say, fault.code)});
  return html::error_summary(say, messages);
}

}  // namespace sas::desk
