#pragma once
#include <string>

#include "base/result.h"
#include "crypto/signing.h"

namespace sas {

/// `<data>/open-data-key.txt`: the public half of the key that signs ledger and releases, for whoever checks them and
/// must not see the key itself.
[[nodiscard]] Result<Done> write_public_key(const std::string& data, const crypto::SigningKey& key);
/// 32 bytes. Error `public-key-missing`: the detail says how it comes there.
[[nodiscard]] Result<std::string> read_public_key(const std::string& data);

}  // namespace sas
