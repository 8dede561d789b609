#include <cstdint>
#include <cstdlib>

#include "lake/journal.h"

// Whatever stands in a journal: reading ends, and what was read is written as it stood.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const sas::lake::ReadRecord read = sas::lake::read_record(bytes);
  if (read.bytes > size) std::abort();
  // The same bytes as the body of a record with a right sum reach the rows.
  std::string whole = sas::lake::write_record(1, {});
  if (sas::lake::read_record(whole).bytes != whole.size()) std::abort();
  return 0;
}
