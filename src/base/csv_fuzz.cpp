#include <cstddef>
#include <cstdint>

#include "base/csv.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto rows = sas::csv::read({reinterpret_cast<const char*>(data), size});
  if (rows)
    for (const auto& row : *rows) (void)sas::csv::line(row);
  return 0;
}
