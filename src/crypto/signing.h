#pragma once
#include <filesystem>
#include <string>
#include <string_view>

#include "base/random.h"
#include "base/result.h"

namespace sas::crypto {

/// An Ed25519 key (RFC 8032) for signing tree heads and open-data releases. A value; const use is thread-safe.
class SigningKey {
 public:
  [[nodiscard]] static SigningKey create(Random& random);
  /// From the 32-byte seed of RFC 8032 clause 5.1.5; error `signing-key-invalid`.
  [[nodiscard]] static Result<SigningKey> from_seed(std::string_view seed);
  /// A PEM file (PKCS #8); errors `signing-key-missing`, `signing-key-invalid`, `signing-key-exposed` when others may
  /// read it.
  [[nodiscard]] static Result<SigningKey> load(const std::filesystem::path& file);
  /// Writes a new file that only its owner may read; error `signing-key-exists` when there is one already.
  [[nodiscard]] Result<Done> save(const std::filesystem::path& file) const;

  /// 64 bytes.
  [[nodiscard]] std::string sign(std::string_view message) const;
  /// 32 bytes.
  [[nodiscard]] std::string public_key() const;

 private:
  explicit SigningKey(std::string seed) : seed_(std::move(seed)) {}
  std::string seed_;
};

/// False for a wrong signature and for a key or signature of the wrong size.
[[nodiscard]] bool verify_signature(std::string_view public_key, std::string_view message, std::string_view signature);

}  // namespace sas::crypto
