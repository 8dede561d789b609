#include "lake/event.h"

#include <algorithm>

#include "base/text.h"
#include "crypto/hmac.h"

namespace sas::lake {

namespace {

constexpr std::size_t longest_code = 64;
constexpr int most_digits = 4;
constexpr std::size_t pseudonym_digits = 16;

bool is_letter(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace

std::optional<Code> Code::from(std::string_view text) {
  if (text.empty() || text.size() > longest_code || !is_letter(text.front())) return std::nullopt;
  int digits = 0;
  for (const char c : text) {
    digits = is_digit(c) ? digits + 1 : 0;
    const bool fits = is_letter(c) || is_digit(c) || c == '.' || c == '_' || c == '-';
    if (!fits || digits > most_digits) return std::nullopt;
  }
  return Code(text);
}

Pseudonym PseudonymKey::of(std::string_view subject) const {
  return Pseudonym(hex(crypto::hmac_sha256(secret_, subject)).substr(0, pseudonym_digits));
}

std::string PseudonymKey::fingerprint() const {
  return hex(crypto::hmac_sha256(secret_, "which key is this")).substr(0, pseudonym_digits);
}

}  // namespace sas::lake
