#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "opendata/intake.h"
#include "opendata/memory_file.h"

// Any bytes as a file that somebody brings: looked at, and read in the form that was found. Must end with rows or with
// an error, and whatever says it is read once must read the same twice.
using namespace sas::opendata;

namespace {

std::string rows_of(Source& source) {
  std::string out;
  const auto read = source.rows([&](Cells cells) -> sas::Result<sas::Done> {
    for (const std::string_view cell : cells) out.append(cell).push_back('\x1f');
    return sas::Done{};
  });
  return read ? out : read.error().code;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const MemoryFile file({reinterpret_cast<const char*>(data), size});
  if (!file.is_whole()) std::abort();
  const std::string path = file.path();
  if (const auto proposal = look_at_file(path)) {
    Declaration declaration;
    declaration.file = proposal->form;
    declaration.columns = proposal->columns;
    if (auto source = file_source(path, declaration)) {
      const std::string once = rows_of(**source);
      if (rows_of(**source) != once) std::abort();
    }
    (void)declaration_draft(*proposal, "fuzz");
  }
  return 0;
}
