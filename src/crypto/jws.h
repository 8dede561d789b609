#pragma once
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"

/// Signed tokens: JWS compact serialisation (RFC 7515) with the algorithms of RFC 7518 that OpenID Connect providers
/// use. There is no "none" and no shared-secret algorithm, so a public key can never be taken for a secret.
namespace sas::crypto {

enum class JwsAlgorithm { rs256, ps256, es256 };

/// The public keys of an issuer (JWKS, RFC 7517). Keys we cannot use (other types, use "enc", RSA under 2048 bits) are
/// left out. Copies share the keys; const use is thread-safe.
class JwsKeySet {
 public:
  /// Errors `jwks-invalid` (not a key set) and `jwks-empty` (no key we can use).
  [[nodiscard]] static Result<JwsKeySet> parse(const json::Value& jwks);
  [[nodiscard]] std::size_t size() const;

 private:
  friend Result<struct VerifiedJws> verify_jws(std::string_view, const JwsKeySet&, std::span<const JwsAlgorithm>);
  struct Key;
  std::vector<std::shared_ptr<const Key>> keys_;
};

/// A token whose signature is right. Claims (issuer, audience, times, nonce) are the caller's to check.
struct VerifiedJws {
  json::Object header;
  std::string payload;
};

/// Errors: `jws-invalid` (shape), `jws-algorithm` (not in `allowed`), `jws-key-unknown` (fetch the key set anew),
/// `jws-signature`.
[[nodiscard]] Result<VerifiedJws> verify_jws(std::string_view compact, const JwsKeySet& keys,
                                             std::span<const JwsAlgorithm> allowed);

/// A private key for client assertions (private_key_jwt) and for the practice provider. Const use is thread-safe.
class JwsSigningKey {
 public:
  /// A new P-256 or 2048-bit RSA key. The randomness is OpenSSL's own: prime search takes no injected source.
  [[nodiscard]] static JwsSigningKey create(JwsAlgorithm algorithm);
  /// PEM (PKCS #8); the key must fit the algorithm; error `jws-key-invalid`.
  [[nodiscard]] static Result<JwsSigningKey> from_pem(JwsAlgorithm algorithm, std::string_view pem);
  [[nodiscard]] std::string pem() const;
  /// Compact serialisation of `payload`; `header` gets alg and kid.
  [[nodiscard]] std::string sign(std::string_view payload, json::Object header = {}) const;
  /// The public half as JWK, with kid (thumbprint, RFC 7638), alg and use.
  [[nodiscard]] json::Object public_jwk() const;
  [[nodiscard]] std::string key_id() const;

 private:
  struct Key;
  JwsSigningKey(JwsAlgorithm algorithm, std::shared_ptr<const Key> key);
  JwsAlgorithm algorithm_;
  std::shared_ptr<const Key> key_;
};

}  // namespace sas::crypto
