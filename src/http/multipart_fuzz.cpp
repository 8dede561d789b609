#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "http/multipart.h"

// The boundary is the text up to the first line feed, so that the fuzzer chooses it as well. Contents must lie in the
// body.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view all(reinterpret_cast<const char*>(data), size);
  const std::size_t end = all.find('\n');
  if (end == std::string_view::npos) return 0;
  const std::string_view body = all.substr(end + 1);
  const auto parts = sas::http::parse_multipart(body, all.substr(0, end), 100);
  if (!parts) return 0;
  std::size_t total = 0;
  for (const auto& part : *parts) total += part.content.size();
  if (total > body.size() || parts->size() > 100) std::abort();
  return 0;
}
