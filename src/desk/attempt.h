#pragma once
#include <string>
#include <vector>

#include "base/result.h"
#include "html/fields.h"
#include "http/message.h"

namespace sas::desk {

/// A form that could not be done: what was typed, and what is wrong with which field. Nothing is wrong when there are
/// no faults: then it is only filled in again.
struct Attempt {
  http::Fields fields;
  std::vector<FieldError> faults;
  [[nodiscard]] std::string code_of(std::string_view field) const;
  [[nodiscard]] bool about(std::string_view field) const { return fields.has(field); }
};

/// The sentence for an error of this room or of another; a general one when there is none.
[[nodiscard]] std::string error_text(const html::Say& say, std::string_view code);
/// A field with its label (key "desk.field.<key>"), and its error when the attempt has one.
[[nodiscard]] html::Field field_of(const html::Say& say, const Attempt* attempt, std::string name,
                                   std::string_view key);
/// What was typed in it, or `otherwise`.
[[nodiscard]] std::string typed(const Attempt* attempt, std::string_view name, std::string otherwise = {});
/// The summary of all faults; nothing when there are none.
[[nodiscard]] html::Html faults_of(const html::Say& say, const Attempt* attempt);

}  // namespace sas::desk
