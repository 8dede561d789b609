#pragma once
#include "forms/answers.h"
#include "people/person.h"

namespace sas::forms {

/// What we know already of the person, as answers that can be changed. Questions without `prefill` stay open.
[[nodiscard]] Answers prefilled(const Definition& definition, const people::Person& person);

}  // namespace sas::forms
