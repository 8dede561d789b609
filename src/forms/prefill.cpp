#include "forms/prefill.h"

#include <algorithm>

#include "base/text.h"

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

Answers with_subject(const Definition& definition, Answers known, std::string_view subject) {
  constexpr std::size_t longest = 200;
  const bool is_plain = is_utf8(subject) && std::none_of(subject.begin(), subject.end(), [](char c) {
                          return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
                        });
  if (subject.empty() || subject.size() > longest || !is_plain) return known;
  for (const Question& q : definition.questions)
    if (q.prefill == "link") known[q.id] = subject;
  return known;
}

}  // namespace sas::forms
