#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/text.h"
#include "http/message.h"
#include "http/path.h"

// The bytes as a query and as a cookie header.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const std::string line = "/?" + text;
  if (const auto target = sas::http::parse_target(line)) {
    for (const auto& [name, value] : target->query.items())
      if (!sas::is_utf8(name) || !sas::is_utf8(value)) std::abort();
    if (target->query.items().size() > 500) std::abort();
  }
  sas::http::Request request;
  request.headers = {{"cookie", text}};
  if (request.cookie("a").find(';') != std::string::npos) std::abort();
  return 0;
}
