#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "harvest/feature_page.h"

// Whatever a server answers, where it sends us is an address of the web, and an empty page ends it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  const auto page = sas::harvest::read_feature_page(body, "https://data.voorbeeld.nl/items?limit=10", 10);
  if (!page || page->next.empty()) return 0;
  if (page->features.empty()) std::abort();
  if (!page->next.starts_with("http://") && !page->next.starts_with("https://")) std::abort();
  return 0;
}
