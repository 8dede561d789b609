#include "feeds/keys.h"

#include "base/text.h"

namespace sas::feeds {

std::string key_part(std::string_view text) {
  std::string out;
  for (const char c : fold(text)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (plain) out += c;
    if (!plain && !out.empty() && out.back() != '-') out += '-';
  }
  while (out.ends_with('-')) out.pop_back();
  return out;
}

}  // namespace sas::feeds
