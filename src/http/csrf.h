#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "base/random.h"
#include "base/result.h"
#include "http/message.h"

/// Two walls against forged form posts (OWASP: verify the origin, and a token bound to the session).
///
/// The server itself refuses a page route with an unsafe method whose `Sec-Fetch-Site` is not same-origin or none;
/// without that header, `Origin` (else `Referer`) must name the host of `Host`; with none of the three the request is
/// refused. After that it calls `ServerParts::csrf`, for which `token_check` is made: the room that owns the sessions
/// says which cookie value the token is bound to. Logins by a form of another origin are not supported.
namespace sas::http {

/// Name of the hidden field; programs may send the header `X-CSRF-Token` instead.
inline constexpr std::string_view csrf_field = "_csrf";

/// A new token for this session: base64url(nonce, HMAC-SHA-256(secret, nonce, session)). The nonce makes every page's
/// token another text, so that compression cannot leak it (BREACH). `secret` is at least 16 bytes; throws otherwise.
[[nodiscard]] std::string make_token(std::string_view secret, std::string_view session, Random& random);
/// Compares in constant time.
[[nodiscard]] bool verify_token(std::string_view secret, std::string_view session, std::string_view token);

using CsrfCheck = std::function<Result<Done>(const Request&)>;

/// A check for `ServerParts::csrf`: `session_of` gives the session's cookie value, or empty when nobody is logged in
/// and no session has begun; then there is nothing a forger could borrow, and the origin check alone decides. Errors
/// `csrf-token-missing` and `csrf-token-wrong` (forbidden).
[[nodiscard]] CsrfCheck token_check(std::string secret, std::function<std::string(const Request&)> session_of);

/// The origin check described above; error `csrf-origin` (forbidden).
[[nodiscard]] Result<Done> check_origin(const Request& request);

}  // namespace sas::http
