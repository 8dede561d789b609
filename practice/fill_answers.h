#pragma once
#include "forms/answers.h"
#include "forms/definition.h"
#include "practice/fill_people.h"
#include "practice/fill_plan.h"

namespace sas::practice {

/// What somebody in the town answers in the form of the planned case, in the shape the forms room makes. `day` is the day of sending.
[[nodiscard]] forms::Answers answers_of(const forms::Definition& definition, const PlannedCase& planned, const Town& town, Date day);

}  // namespace sas::practice
