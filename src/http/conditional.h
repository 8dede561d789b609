#pragma once
#include <string>
#include <string_view>

#include "http/message.h"

namespace sas::http {

/// A weak entity tag of these bytes (SHA-256, shortened). Weak, because the compressed forms of a body share it.
[[nodiscard]] std::string etag_of(std::string_view body);

/// True when If-None-Match names this tag or "*" (weak comparison, RFC 9110 clause 13.1.2). A handler that knows its
/// tag before it makes the body can answer `not_modified` at once; the server does it for every 200 with an ETag.
[[nodiscard]] bool matches_etag(const Request& request, std::string_view etag);

/// 304 with the tag.
[[nodiscard]] Response not_modified(std::string etag);

/// Adds an ETag and lets a browser keep the answer if it asks each time ("no-cache"); for public pages without personal
/// data.
[[nodiscard]] Response with_etag(Response response);

}  // namespace sas::http
