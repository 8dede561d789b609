#pragma once
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/log.h"
#include "base/random.h"
#include "base/time.h"
#include "crypto/jws.h"
#include "http/client.h"
#include "people/client_key.h"
#include "people/login_method.h"

namespace sas::people {

/// An OpenID provider as the municipality agreed it.
struct LoginProvider {
  std::string id;      ///< "digid", "eherkenning" or "staff"
  std::string issuer;  ///< exactly as in the provider's tokens
  std::string client_id;
  int level = 2;  ///< asked for, and the least we accept; 0: none (staff)
};

/// Keys and issuers of the practice town mark themselves. `refuse`: they are treated as a provider that does not
/// answer.
enum class Practice { refuse, allow };

/// What a relying party needs. All outlive it.
struct OidcParts {
  const http::Client& client;
  const Clock& clock;
  Random& random;
  const Logger& logger;
  const ClientKey& key;  ///< for private_key_jwt; its public half is served at `jwks_path`
};

inline constexpr std::string_view jwks_path = "/.well-known/sassenpoort-jwks.json";

/// OpenID Connect, authorization code flow, as OIDC NL GOV 1.0.1 wants it: PKCE S256, state, nonce and private_key_jwt,
/// always. Discovery document and keys are kept for an hour; an unknown key is looked for again, at most once a minute.
/// Endpoints must be https unless the issuer itself is http (a practice town on this machine). Thread-safe.
class OidcLogin final : public LoginMethod {
 public:
  OidcLogin(LoginProvider provider, Practice practice, OidcParts parts);
  ~OidcLogin() override;
  [[nodiscard]] const std::string& id() const override { return provider_.id; }
  [[nodiscard]] Result<std::string> start(const LoginAttempt& attempt, const http::Deadline& deadline) const override;
  [[nodiscard]] Result<Identity> finish(const LoginAttempt& attempt, const http::Fields& answer,
                                        const http::Deadline& deadline) const override;

 private:
  struct Metadata {
    std::string authorization_endpoint;
    std::string token_endpoint;
    std::string jwks_uri;
    crypto::JwsAlgorithm signing = crypto::JwsAlgorithm::rs256;  ///< for our assertion
    bool practice = false;
    Instant read_at;
  };
  struct Keys {
    crypto::JwsKeySet set;
    Instant read_at;
  };
  Result<json::Object> fetch(const std::string& url, const http::Deadline& deadline) const;
  Result<Metadata> metadata(const http::Deadline& deadline) const;
  Result<Metadata> read_metadata(const json::Object& document) const;
  Result<Keys> keys(const Metadata& about, std::chrono::seconds max_age, const http::Deadline& deadline) const;
  Result<std::string> redeem(const Metadata& about, const LoginAttempt& attempt, const std::string& code,
                             const http::Deadline& deadline) const;
  Result<json::Object> verified(const Metadata& about, const std::string& token, const http::Deadline& deadline) const;
  std::string assertion(const Metadata& about) const;
  tl::unexpected<Error> unavailable(std::string_view what) const;

  LoginProvider provider_;
  Practice practice_;
  OidcParts parts_;
  mutable std::mutex mutex_;
  mutable std::optional<Metadata> metadata_;
  mutable std::optional<Keys> keys_;
};

/// For a start that is open to the public: error `practice-provider` (the program ends with exit code 78, EX_CONFIG)
/// when an issuer or one of its keys says that it belongs to a practice town. A provider that does not answer now is
/// checked again at every login.
[[nodiscard]] Result<Done> refuse_practice(std::span<const LoginProvider> providers, const http::Client& client);

}  // namespace sas::people
