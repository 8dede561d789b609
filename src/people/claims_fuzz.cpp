#include <cstdint>
#include <string_view>

#include "people/claims.h"
#include "people/local_path.h"

/// Whatever a provider or a visitor sends: no crash, no way to another site, nobody without a subject.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sas;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::string back = people::local_path(text, "/");
  if (!back.starts_with('/') || back.starts_with("//") || back.find('\\') != std::string::npos) __builtin_trap();
  const auto value = json::parse(text);
  if (!value || !value->is_object()) return 0;
  const json::Object& claims = value->get_object();
  people::Expected expected{"https://issuer.example", "client", "nonce", 2, from_millis(1'700'000'000'000)};
  static_cast<void>(people::check_claims(claims, expected));
  for (const std::string_view means : {"digid", "eherkenning", "staff"}) {
    const auto who = people::identity_from(claims, means);
    if (who && who->subject.empty()) __builtin_trap();
  }
  return 0;
}
