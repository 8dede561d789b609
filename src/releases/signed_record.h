#pragma once
#include <filesystem>
#include <string>
#include <string_view>

#include "crypto/signing.h"
#include "releases/release.h"

/// A record with its signature: how it is made, written down, and read back without trust. Of this room only.
namespace sas::releases {

struct SignedText {
  std::string text;       ///< canonical JSON, byte for byte what was signed
  std::string sha256;     ///< of `text`, hexadecimal
  std::string signature;  ///< Ed25519 over `text`, 64 bytes
};

[[nodiscard]] SignedText sign(const json::Object& record, const crypto::SigningKey& key);
/// Writes the signature that goes with the record at `path`. It goes first, so that a record that is there always has
/// one. Throws DiskFault.
void put_signature(const std::filesystem::path& path, const SignedText& record);
/// Errors: `record-missing`, `record-unsigned` (no signature, or not by that key).
[[nodiscard]] Result<SignedText> read_signed(const std::filesystem::path& path, std::string_view public_key);

/// Parses what was signed. Errors: `release-invalid`.
[[nodiscard]] Result<Release> release_of(std::string_view text);
[[nodiscard]] Result<Tombstone> tombstone_of(std::string_view text);

}  // namespace sas::releases
