#include <cstddef>
#include <cstdint>
#include <string_view>

#include "crypto/jws.h"

using namespace sas;

/// The first half is a token, the second (after a newline) a key set; neither may do more than be refused.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto own = crypto::JwsSigningKey::create(crypto::JwsAlgorithm::es256);
  static const auto own_set = crypto::JwsKeySet::parse(json::Object{{"keys", json::Array{own.public_jwk()}}}).value();
  static constexpr crypto::JwsAlgorithm all[] = {crypto::JwsAlgorithm::rs256, crypto::JwsAlgorithm::ps256,
                                                 crypto::JwsAlgorithm::es256};
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::string_view token = text.substr(0, text.find('\n'));
  if (crypto::verify_jws(token, own_set, all)) __builtin_trap();  // Nobody else can sign.
  if (token.size() == text.size()) return 0;
  if (const auto parsed = json::parse(text.substr(token.size() + 1)))
    if (const auto set = crypto::JwsKeySet::parse(*parsed)) static_cast<void>(crypto::verify_jws(token, *set, all));
  return 0;
}
