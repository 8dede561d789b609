#include <cstdint>
#include <cstdlib>

#include "lake/event.h"
#include "lake/event_manifest.h"

/// A list of events that can be read is written so that it reads back the same, and no path of it leads outside; a word
/// that is a code never has five digits in a row.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto code = sas::lake::Code::from(text)) {
    int digits = 0;
    for (const char c : code->text()) {
      digits = c >= '0' && c <= '9' ? digits + 1 : 0;
      if (digits > 4) std::abort();
    }
  }
  const auto manifest = sas::lake::parse_event_manifest(text);
  if (!manifest) return 0;
  for (const sas::lake::EventFile& file : manifest->files)
    if (file.path.find("..") != std::string::npos || file.path.front() == '/') std::abort();
  const auto again = sas::lake::parse_event_manifest(sas::lake::write_event_manifest(*manifest));
  if (!again || again->files != manifest->files || again->position.seq != manifest->position.seq) std::abort();
  return 0;
}
