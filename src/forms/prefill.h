#pragma once
#include "forms/answers.h"
#include "people/person.h"

namespace sas::forms {

/// What we know already of the person, as answers that can be changed. Questions without `prefill` stay open.
[[nodiscard]] Answers prefilled(const Definition& definition, const people::Person& person);
/// The same answers with what the link that led here was about, in questions with `prefill = "link"`: people see it
/// and can change it. Text of more than 200 bytes or with control characters is of no link of ours and is left out.
[[nodiscard]] Answers with_subject(const Definition& definition, Answers known, std::string_view subject);

}  // namespace sas::forms
