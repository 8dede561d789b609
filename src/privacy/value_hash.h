#pragma once
#include <cstdint>
#include <cstring>
#include <string_view>

/// Hashes of values. Here rather than in a source file because every cell of every file gets one. Pure.
namespace sas::privacy {

/// What no value has as its hash.
constexpr std::uint64_t kNoHash = 0;

namespace hashing {

inline std::uint64_t word_at(const char* at) {
  std::uint64_t out;
  std::memcpy(&out, at, 8);
  return out;
}

inline std::uint64_t half_at(const char* at) {
  std::uint32_t out;
  std::memcpy(&out, at, 4);
  return out;
}

// Multiply to 128 bits and fold: every input bit reaches every output bit.
inline std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

constexpr std::uint64_t kOne = 0x9e3779b97f4a7c15ULL, kTwo = 0xd1342543de82ef95ULL, kThree = 0xaf251af3b0f025b5ULL;

}  // namespace hashing

/// A repeatable 64-bit hash of bytes; not for secrets.
[[nodiscard]] inline std::uint64_t hash_of(std::string_view text) {
  const char* at = text.data();
  std::size_t left = text.size();
  std::uint64_t state = hashing::kOne ^ left;
  for (; left > 16; left -= 16, at += 16)
    state = hashing::mix(hashing::word_at(at) ^ hashing::kTwo, hashing::word_at(at + 8) ^ state);
  std::uint64_t low = 0, high = 0;
  if (left >= 8) {
    low = hashing::word_at(at), high = hashing::word_at(at + left - 8);
  } else if (left >= 4) {
    low = hashing::half_at(at), high = hashing::half_at(at + left - 4);
  } else if (left > 0) {
    const auto byte = [&](std::size_t i) { return static_cast<std::uint64_t>(static_cast<unsigned char>(at[i])); };
    low = byte(0) << 16 | byte(left / 2) << 8 | byte(left - 1);
  }
  const std::uint64_t out = hashing::mix(hashing::mix(low ^ hashing::kTwo, high ^ state), hashing::kThree);
  return out == kNoHash ? hashing::kOne : out;
}

/// One hash of two.
[[nodiscard]] inline std::uint64_t joined_hash(std::uint64_t left, std::uint64_t right) {
  const std::uint64_t out = hashing::mix(left ^ hashing::kTwo, right + hashing::kThree);
  return out == kNoHash ? hashing::kOne : out;
}

}  // namespace sas::privacy
