#pragma once
#include <chrono>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/time.h"
#include "people/login_method.h"

namespace sas::people {

/// What an ID token must say before it is believed (OIDC Core clause 3.1.3.7, OIDC NL GOV clause 4.4).
struct Expected {
  std::string issuer;
  std::string client_id;
  std::string nonce;
  int level = 0;  ///< at least; 0 when the provider promises none (staff)
  Instant now;
};

/// Times may differ this much between their clock and ours.
inline constexpr std::chrono::seconds clock_skew{60};
/// A token older than this was not made for the login under way.
inline constexpr std::chrono::minutes max_token_age{10};

/// Checks iss, aud, azp, exp, iat, nbf, nonce and acr. Errors `login-refused` with the claim in the detail, and
/// `login-level`.
[[nodiscard]] Result<Done> check_claims(const json::Object& claims, const Expected& expected);
/// The identity in the claims of a token that was checked. Errors `login-refused`.
[[nodiscard]] Result<Identity> identity_from(const json::Object& claims, std::string_view means);

/// eIDAS level of an acr value: 1 low, 2 substantial, 3 high; 0 for DigiD Basis and for anything unknown. White space
/// around it and the case of letters do not count: official examples differ in both.
[[nodiscard]] int level_of(std::string_view acr);
/// The acr value to ask for.
[[nodiscard]] std::string_view acr_of(int level);

}  // namespace sas::people
