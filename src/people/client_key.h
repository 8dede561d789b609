#pragma once
#include <filesystem>
#include <string>

#include "base/json.h"
#include "base/result.h"
#include "crypto/jws.h"

namespace sas::people {

/// The key with which this site proves itself to login providers (private_key_jwt, OIDC Core clause 9). RSA, because
/// every provider under OIDC NL GOV takes RS256; PS256 is used where the provider takes it. Thread-safe.
class ClientKey {
 public:
  [[nodiscard]] static ClientKey create();
  /// From a PEM file in the data folder; makes it, readable by its owner alone, when it is not there. Errors
  /// `client-key-exposed`, `client-key-invalid`, `client-key-unwritable`.
  [[nodiscard]] static Result<ClientKey> load_or_create(const std::filesystem::path& file);

  [[nodiscard]] std::string sign(const json::Object& claims, crypto::JwsAlgorithm algorithm) const;
  /// The key set to serve at `jwks_path`.
  [[nodiscard]] json::Object public_set() const;

 private:
  ClientKey(crypto::JwsSigningKey pss, crypto::JwsSigningKey pkcs1) : pss_(std::move(pss)), pkcs1_(std::move(pkcs1)) {}
  static Result<ClientKey> from_pem(std::string_view pem);
  crypto::JwsSigningKey pss_;  // one key for two ways of padding
  crypto::JwsSigningKey pkcs1_;
};

}  // namespace sas::people
