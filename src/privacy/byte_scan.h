#pragma once
#include <bit>
#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

/// Finding a few characters in many, sixteen at a time. Pure.
namespace sas::privacy {

/// One bit for each of sixteen bytes that is a separator, a line feed or a quote; bit 0 is the first byte.
class ByteScan {
 public:
  explicit ByteScan(char separator) : separator_(separator) {}

#if defined(__SSE2__)
  [[nodiscard]] std::uint32_t sixteen(const char* at) const {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    const __m128i hits = _mm_or_si128(
        _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(separator_)), _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\n'))),
        _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')));
    return static_cast<std::uint32_t>(_mm_movemask_epi8(hits));
  }
#else
  [[nodiscard]] std::uint32_t sixteen(const char* at) const { return plain(at); }
#endif

  /// The same, a byte at a time: for machines without SSE2, and to test against.
  [[nodiscard]] std::uint32_t plain(const char* at) const {
    std::uint32_t out = 0;
    for (unsigned i = 0; i < 16; ++i)
      if (at[i] == separator_ || at[i] == '\n' || at[i] == '"') out |= 1U << i;
    return out;
  }

 private:
  char separator_;
};

}  // namespace sas::privacy
