#pragma once
#include "desk/attempt.h"
#include "desk/case_file.h"

namespace sas::desk {

/// The page of a case with its forms. With an attempt that has faults the status is 422.
[[nodiscard]] Result<http::Response> case_page(const DeskParts& parts, const people::Visit& visit,
                                               const Attempt* attempt);
/// After an action that failed: the fresh page with what was typed, or the error when it is no matter of this form.
[[nodiscard]] Result<http::Response> case_page_after(const DeskParts& parts, const people::Visit& visit,
                                                     const http::Fields& fields, const Error& error);
[[nodiscard]] CaseId case_id_of(const people::Visit& visit);
[[nodiscard]] std::string case_url(const people::Visit& visit);
/// The version that a form was made for; 0 when there is none, which no case has.
[[nodiscard]] std::int64_t version_of(const http::Fields& fields);

}  // namespace sas::desk
