#include <cstdint>
#include <cstdlib>
#include <string>

#include "followers/hook_message.h"

using namespace sas;

/// What is let through is https, holds no "@" before its path and no sign that ends a line of a request.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto url = followers::checked_hook_url({reinterpret_cast<const char*>(data), size});
  if (!url) return 0;
  if (!url->starts_with("https://") || url->size() > 500) std::abort();
  const std::string host = url->substr(8, url->find_first_of("/?", 8) - 8);
  if (host.find('@') != std::string::npos || host.find('.') == std::string::npos) std::abort();
  for (const char c : *url)
    if (static_cast<unsigned char>(c) <= 0x20 || static_cast<unsigned char>(c) >= 0x7F) std::abort();
  return 0;
}
