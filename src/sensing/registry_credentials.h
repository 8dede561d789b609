#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "base/time.h"
#include "ledger/ledger.h"
#include "store/store.h"

/// The right of another system to read or write measurements: a token, of which only a hash is kept.
namespace sas::sensing {

enum class Right { read, write };  ///< who may write may read

struct CredentialTerms {
  std::string name;                   ///< of the system, for the list of credentials; no person
  std::optional<std::int64_t> thing;  ///< none: everything
  Right right = Right::read;
  std::optional<Instant> ends_at;  ///< none: until it is withdrawn
};

struct Credential {
  std::int64_t id = 0;
  CredentialTerms terms;
};

struct IssuedCredential {
  Credential credential;
  std::string token;  ///< to be shown once; it cannot be found again
};

/// Makes a credential with a token of 32 random bytes. Told to the ledger as `sensor.credential-issued`. Error
/// `credential-thing-unknown`.
[[nodiscard]] Result<IssuedCredential> issue_credential(store::WriteTx& tx, const ledger::Ledger& ledger,
                                                        const Clock& clock, Random& random,
                                                        const CredentialTerms& terms, const std::string& acting);
/// Ends it: at once here, within five seconds at doors that remember it. Error `credential-unknown`.
[[nodiscard]] Result<Done> withdraw_credential(store::WriteTx& tx, const ledger::Ledger& ledger, std::int64_t id,
                                               const std::string& acting);
/// The credential of that token, unless it has ended.
[[nodiscard]] std::optional<Credential> credential_of(store::ReadTx& tx, const Clock& clock, std::string_view token);
[[nodiscard]] std::vector<Credential> all_credentials(store::ReadTx& tx);

}  // namespace sas::sensing
