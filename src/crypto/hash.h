#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace sas::crypto {

/// SHA-256 (FIPS 180-4). Hashes are 32 raw bytes; `hex()` of base/text.h makes them readable.
inline constexpr std::size_t sha256_size = 32;

[[nodiscard]] std::string sha256(std::string_view bytes);

/// SHA-256 of bytes that come in parts. Reusable after finish(). Not thread-safe.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  Sha256& update(std::string_view bytes);
  /// The hash of everything since the start or the last finish().
  [[nodiscard]] std::string finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sas::crypto
