#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "harvest/listing.h"

// The first byte chooses the kind; whatever comes, what is kept has an address of the web.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sas::harvest;
  if (size == 0) return 0;
  const std::string_view body(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto listing = read_listing(static_cast<Kind>(data[0] % 4), body, "https://data.voorbeeld.nl/catalogus");
  if (!listing) return 0;
  for (const Listed& set : listing->sets)
    for (const Form& form : set.forms)
      if (!form.url.starts_with("http://") && !form.url.starts_with("https://")) std::abort();
  return 0;
}
