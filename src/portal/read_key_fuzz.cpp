#include <cstdint>
#include <cstdlib>

#include "portal/json_lines.h"
#include "portal/read_key.h"

using namespace sas;

/// Keys and JSON as anybody may send them: no key is accepted that was not made here, and nothing of a text is lost but
/// white space is added.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const portal::ReadKeys keys(std::string(32, 's'));
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (keys.number(text, make_date(2026, 6, 1))) std::abort();
  if (portal::in_lines(text).size() < text.size()) std::abort();
  return 0;
}
