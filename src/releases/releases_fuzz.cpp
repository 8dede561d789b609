#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "releases/layout.h"
#include "releases/signed_record.h"

// Records come from a disk that others may have written to. What is taken must be written again as the same bytes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto release = sas::releases::release_of(text)) {
    const std::string again = sas::json::write_canonical(sas::releases::to_json(*release));
    const auto second = sas::releases::release_of(again);
    if (!second || sas::json::write_canonical(sas::releases::to_json(*second)) != again) std::abort();
  }
  if (const auto tombstone = sas::releases::tombstone_of(text)) {
    const std::string again = sas::json::write_canonical(sas::releases::to_json(*tombstone));
    if (!sas::releases::tombstone_of(again)) std::abort();
  }
  if (sas::releases::read_index(text).bytes > size) std::abort();
  return 0;
}
