#include "base/strong_id.h"

#include <array>

#include "base/text.h"

namespace sas {

std::string new_uuid(const Clock& clock, Random& random) {
  std::array<std::byte, 16> b{};
  random.fill(b);
  const auto ms = static_cast<std::uint64_t>(to_millis(clock.now()));
  for (std::size_t i = 0; i < 6; ++i) b[i] = static_cast<std::byte>((ms >> (40 - 8 * i)) & 0xff);
  b[6] = (b[6] & std::byte{0x0f}) | std::byte{0x70};
  b[8] = (b[8] & std::byte{0x3f}) | std::byte{0x80};
  const std::string h = hex({reinterpret_cast<const char*>(b.data()), b.size()});
  return h.substr(0, 8) + '-' + h.substr(8, 4) + '-' + h.substr(12, 4) + '-' + h.substr(16, 4) + '-' + h.substr(20);
}

bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? c != '-' : !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return false;
  }
  return true;
}

}  // namespace sas
