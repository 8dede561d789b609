#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "lake/manifest.h"
#include "lake/retention.h"

/// A manifest that can be read is written so that it reads back the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)sas::lake::Retention::parse(text);
  const auto manifest = sas::lake::parse_manifest(text);
  if (!manifest) return 0;
  const auto again = sas::lake::parse_manifest(sas::lake::write_manifest(*manifest));
  if (!again || !(*again == *manifest)) std::abort();
  return 0;
}
