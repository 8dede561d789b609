#include <cstdint>
#include <string_view>

#include "lake/sql_check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view tree(reinterpret_cast<const char*>(data), size);
  (void)sas::lake::check_syntax_tree(tree, {"known"});
  return 0;
}
