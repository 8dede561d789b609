#pragma once
#include <string>
#include <vector>

#include "forms/answers.h"
#include "html/components.h"
#include "registries/addresses.h"

namespace sas::forms {

/// What was typed when it was wrong, so that nothing has to be typed again.
struct Attempt {
  http::Fields fields;
  Error error;                               ///< kind invalid with the fields that are wrong
  std::vector<registries::Address> choices;  ///< addresses to choose from
  enum class AddressBy { look_up, hand } address_by = AddressBy::look_up;
};

/// The input(s) of one question, filled with the answer or with what was typed. The label is the heading of the page.
/// `free` are the starts of an appointment.
[[nodiscard]] html::Html question_fields(const html::Say& say, const Question& question, const json::Value& answer,
                                         const Attempt* attempt, const std::vector<Instant>& free);

}  // namespace sas::forms
