#pragma once
#include <string>
#include <string_view>

#include "http/message.h"

/// Words of the protocol, and the page of last resort.
namespace sas::http::detail {

/// "Not Found"; RFC 9110 clause 15.
[[nodiscard]] std::string_view reason_phrase(int status);
/// The same problem+json with another status and the title that goes with it.
[[nodiscard]] std::string with_status(std::string_view problem_json, int status);
/// A page without style in the language of the request, used when the site supplies none.
[[nodiscard]] Response plain_error_page(const Error& error, const Request& request);

}  // namespace sas::http::detail
