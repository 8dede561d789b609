#include <cstddef>
#include <cstdint>
#include <string>

#include "calendar/term_lines.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string out;
  sas::calendar::answer_line({reinterpret_cast<const char*>(data), size}, out);
  return out.empty() ? 1 : 0;
}
