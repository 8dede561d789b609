#include <cstdint>
#include <string_view>

#include "registries/brp.h"
#include "registries/kvk.h"

/// Whatever a register answers: a person or company with clean texts, or an error.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sas;
  const auto value = json::parse({reinterpret_cast<const char*>(data), size});
  if (!value || !value->is_object()) return 0;
  const auto person = registries::person_from(value->get_object());
  if (person && person->name.find('\n') != std::string::npos) __builtin_trap();
  const auto company = registries::company_from(value->get_object());
  if (company && company->name.empty()) __builtin_trap();
  return 0;
}
