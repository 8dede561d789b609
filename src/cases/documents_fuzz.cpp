#include <cstddef>
#include <cstdint>
#include <string>

#include "cases/documents.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string all(reinterpret_cast<const char*>(data), size);
  const std::size_t cut = all.find('\n');
  const auto file =
      sas::cases::check_upload(all.substr(0, cut), cut == std::string::npos ? all : all.substr(cut + 1), {});
  if (file && (file->filename.find('/') != std::string::npos || file->filename.empty())) __builtin_trap();
  return 0;
}
