#include <cstdint>
#include <cstdlib>

#include "sensing/area.h"

// Whatever stands in a file of areas: reading ends, and every area that is accepted has a surface that can be asked.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto areas = sas::sensing::read_areas({reinterpret_cast<const char*>(data), size});
  if (!areas) return 0;
  const std::size_t count = areas->size();
  const sas::sensing::AreaIndex index(*areas);
  if (index.areas().size() != count) std::abort();
  (void)index.at(6.1, 52.5);
  return 0;
}
