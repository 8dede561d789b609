#pragma once
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/random.h"
#include "base/time.h"
#include "crypto/jws.h"
#include "http/client.h"
#include "http/router.h"
#include "practice/town.h"

namespace sas::practice {

/// Plays three OpenID providers: /oidc/digid, /oidc/eherkenning and /oidc/staff. Strict about what OIDC NL GOV asks of a client (PKCE
/// S256, state, nonce, private_key_jwt, a code used once), easy about who it is: everybody in the town can be chosen. A client needs no
/// registration: its keys are fetched from the site that its redirect_uri names. Issuers and keys say that they are practice, so that a
/// site that is open to the public refuses them. Thread-safe.
class Provider {
 public:
  struct Parts {
    const Town& town;
    const Clock& clock;
    Random& random;
    const http::Client& client;
    std::string base_url;        ///< of this server, without a slash at the end
  };
  explicit Provider(Parts parts);
  void add_routes(http::Router& router);

 private:
  /// What a client asked for; kept until somebody was chosen.
  struct Asked {
    std::string provider;
    std::string client_id;
    std::string redirect_uri;
    std::string state;
    std::string nonce;
    std::string challenge;
    std::string acr;
    Instant at;
  };
  struct Code {
    Asked asked;
    json::Object who;
  };
  [[nodiscard]] std::string issuer(const std::string& provider) const { return parts_.base_url + "/oidc/" + provider; }
  [[nodiscard]] http::Response discovery(const http::Request& request) const;
  [[nodiscard]] http::Response authorize(const http::Request& request);
  [[nodiscard]] http::Response choose(const http::Request& request);
  [[nodiscard]] http::Response token(const http::Request& request);
  [[nodiscard]] std::optional<Code> take_code(const std::string& code);
  [[nodiscard]] bool is_client(const Asked& asked, const std::string& assertion);
  [[nodiscard]] http::Response people_page(const std::string& id, const Asked& asked, const std::string& search) const;
  [[nodiscard]] std::optional<json::Object> claims_of(const std::string& provider, const std::string& person) const;
  void forget_old();

  Parts parts_;
  crypto::JwsSigningKey key_;
  std::mutex mutex_;
  std::unordered_map<std::string, Asked> asked_;
  std::unordered_map<std::string, Code> codes_;
  std::unordered_map<std::string, Instant> used_assertions_;
};

}  // namespace sas::practice
