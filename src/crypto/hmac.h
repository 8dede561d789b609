#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace sas::crypto {

/// HMAC-SHA-256 (RFC 2104), 32 raw bytes. Thread-safe.
[[nodiscard]] std::string hmac_sha256(std::string_view key, std::string_view message);

/// `size` raw bytes made of a password by PBKDF2 with HMAC-SHA-512 (RFC 8018 clause 5.2). Slow on purpose. Thread-safe.
[[nodiscard]] std::string pbkdf2_sha512(std::string_view password, std::string_view salt, int iterations,
                                        std::size_t size);

/// True when both are equal; takes the same time wherever they differ. Compare every token and code from outside with
/// this.
[[nodiscard]] bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace sas::crypto
