#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace sas {

/// Randomness is injected, so that tests and the practice town are repeatable. Thread-safe unless it says otherwise.
class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(std::span<std::byte> out) = 0;
};

/// The kernel's generator (getrandom). Safe for keys, session ids and resume codes.
class SystemRandom final : public Random {
 public:
  void fill(std::span<std::byte> out) override;
};

/// A repeatable sequence (splitmix64) for tests and the practice town. Not for secrets; not thread-safe.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : state_(seed) {}
  void fill(std::span<std::byte> out) override;
  [[nodiscard]] std::uint64_t next();
  /// A whole number in [0, bound); bound > 0.
  [[nodiscard]] std::uint64_t below(std::uint64_t bound) { return next() % bound; }
  /// A number in [0, 1).
  [[nodiscard]] double unit() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

 private:
  std::uint64_t state_;
};

/// `bytes` random bytes in unpadded base64url: a token for a URL or cookie.
[[nodiscard]] std::string random_token(Random& random, std::size_t bytes = 24);
/// A code a person can read aloud: groups of four from an alphabet without look-alikes (no 0 O 1 I L U), e.g.
/// "K7QF-2MXP-9TRA".
[[nodiscard]] std::string random_code(Random& random, std::size_t groups = 3);

}  // namespace sas
