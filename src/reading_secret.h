#pragma once
#include <string>

#include "base/random.h"
#include "base/result.h"

namespace sas {

/// `<data>/reading-secret.txt`: signs the keys with which anybody reads open data more often (portal/read_key.h), and
/// nothing else. Whoever knows it can make such keys, as anybody can with one click. 32 bytes.
///
/// The whole program makes the file at its first start, for its own user and group. Error `data-folder`.
[[nodiscard]] Result<std::string> reading_secret(const std::string& data, Random& random);
/// What stands there. Error `reading-secret-missing`: the detail says how it comes there.
[[nodiscard]] Result<std::string> read_reading_secret(const std::string& data);

/// `<data>/reading-keys-ended.txt`, beside it: numbers of keys that no longer count (portal/ended_keys.h).
[[nodiscard]] std::string ended_keys_path(const std::string& data);

}  // namespace sas
