#include "base/random.h"

#include <sys/random.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <vector>

#include "base/text.h"

namespace sas {

void SystemRandom::fill(std::span<std::byte> out) {
  std::size_t done = 0;
  while (done < out.size()) {
    const ssize_t n = ::getrandom(out.data() + done, out.size() - done, 0);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) throw std::system_error(errno, std::generic_category(), "getrandom");
    done += static_cast<std::size_t>(n);
  }
}

std::uint64_t SeededRandom::next() {
  state_ += 0x9e3779b97f4a7c15ULL;
  std::uint64_t z = state_;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

void SeededRandom::fill(std::span<std::byte> out) {
  for (std::size_t i = 0; i < out.size();) {
    std::uint64_t word = next();
    for (int k = 0; k < 8 && i < out.size(); ++k, ++i, word >>= 8) out[i] = static_cast<std::byte>(word & 0xff);
  }
}

std::string random_token(Random& random, std::size_t bytes) {
  std::vector<std::byte> raw(bytes);
  random.fill(raw);
  return base64url({reinterpret_cast<const char*>(raw.data()), raw.size()});
}

std::string random_code(Random& random, std::size_t groups) {
  static constexpr std::string_view alphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ";  // 30 letters
  std::string code;
  for (std::size_t i = 0; i < groups * 4;) {
    std::array<std::byte, 1> b{};
    random.fill(b);
    const auto value = static_cast<std::size_t>(b[0]);
    if (value >= 240) continue;  // 240 = 8 * 30: without this, the first letters would come up more often
    if (i > 0 && i % 4 == 0) code += '-';
    code += alphabet[value % alphabet.size()];
    ++i;
  }
  return code;
}

}  // namespace sas
