#pragma once
#include "contact/moments.h"
#include "desk/attempt.h"
#include "desk/desk.h"

namespace sas::desk {

/// The fields of a contact moment: channel, question, answer, outcome and by when somebody calls back.
[[nodiscard]] html::Html moment_fields(const html::Say& say, const Attempt* attempt);
/// What was filled in; error of kind invalid with the field. The words themselves are checked by contact::Moments.
[[nodiscard]] Result<contact::NewMoment> read_moment(const http::Fields& fields);
/// One moment as terms for a list.
[[nodiscard]] html::Html moment_summary(const html::Say& say, const contact::Moment& moment);

}  // namespace sas::desk
