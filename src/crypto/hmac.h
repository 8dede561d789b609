#pragma once
#include <string>
#include <string_view>

namespace sas::crypto {

/// HMAC-SHA-256 (RFC 2104), 32 raw bytes. Thread-safe.
[[nodiscard]] std::string hmac_sha256(std::string_view key, std::string_view message);

/// True when both are equal; takes the same time wherever they differ. Compare every token and code from outside with
/// this.
[[nodiscard]] bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace sas::crypto
