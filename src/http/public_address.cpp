#include "http/public_address.h"

#include <array>
#include <cstddef>

namespace sas::http {
namespace {

struct Range {
  std::array<unsigned char, 16> first;
  unsigned bits;
};

// iana-ipv4-special-registry, and multicast (RFC 5771).
constexpr Range special_v4[] = {{{0}, 8},
                                {{10}, 8},
                                {{100, 64}, 10},
                                {{127}, 8},
                                {{169, 254}, 16},
                                {{172, 16}, 12},
                                {{192, 0, 0}, 24},
                                {{192, 0, 2}, 24},
                                {{192, 88, 99}, 24},
                                {{192, 168}, 16},
                                {{198, 18}, 15},
                                {{198, 51, 100}, 24},
                                {{203, 0, 113}, 24},
                                {{224}, 4},
                                {{240}, 4}};
// iana-ipv6-special-registry, within global unicast.
constexpr Range special_v6[] = {
    {{0x20, 0x01}, 23}, {{0x20, 0x01, 0x0D, 0xB8}, 32}, {{0x20, 0x02}, 16}, {{0x3F, 0xFF}, 20}};
constexpr Range global_v6{{0x20}, 3};

bool is_in(std::string_view bytes, const Range& range) {
  for (unsigned bit = 0; bit < range.bits; ++bit) {
    const std::size_t at = bit / 8;
    const unsigned mask = 0x80U >> (bit % 8);
    if ((static_cast<unsigned char>(bytes[at]) & mask) != (range.first[at] & mask)) return false;
  }
  return true;
}

template <std::size_t N>
bool is_in_any(std::string_view bytes, const Range (&ranges)[N]) {
  for (const Range& range : ranges)
    if (is_in(bytes, range)) return true;
  return false;
}

}  // namespace

bool is_public_address(std::string_view bytes) {
  if (bytes.size() == 4) return !is_in_any(bytes, special_v4);
  return bytes.size() == 16 && is_in(bytes, global_v6) && !is_in_any(bytes, special_v6);
}

}  // namespace sas::http
