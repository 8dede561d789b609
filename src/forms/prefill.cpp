#include "forms/prefill.h"

namespace sas::forms {

Answers prefilled(const Definition& definition, const people::Person& person) {
  Answers out;
  const auto put = [&](const Question& q, const std::string& value) {
    if (!value.empty()) out[q.id] = value;
  };
  for (const Question& q : definition.questions) {
    if (q.prefill == "person.name" || q.prefill == "company.name") put(q, person.name);
    if (q.prefill == "person.address" && !person.address.empty()) out[q.id] = person.address;
    if (q.prefill == "person.birth_date" && person.birth_day) put(q, format_iso_date(*person.birth_day));
    if (q.prefill == "person.email") put(q, person.email);
    if (q.prefill == "person.phone") put(q, person.phone);
    if (q.prefill == "company.kvk") put(q, person.kvk);
    if (q.kind == Kind::contact)
      out[q.id] =
          json::Object{{"name", person.name}, {"email", person.email}, {"phone", person.phone}, {"unconfirmed", true}};
  }
  return out;
}

}  // namespace sas::forms
