#pragma once
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "base/time.h"
#include "ledger/ledger.h"
#include "store/store.h"

/// Keys with which the programs of a data owner bring sets. A key is shown once, when it is made; afterwards only its
/// hash is known. Making and revoking stand in the ledger.
namespace sas::suppliers {

enum class Scope {
  describe,  ///< make sets and change the words about them
  rows,      ///< bring files and rows
  remove,    ///< take sets back
};
[[nodiscard]] std::string_view to_text(Scope scope);
[[nodiscard]] std::optional<Scope> scope_from(std::string_view text);
[[nodiscard]] const std::vector<Scope>& all_scopes();

struct Key {
  std::string id;
  std::string owner;    ///< part of the organisation, as declarations name it
  std::string purpose;  ///< which program uses it
  std::set<Scope> scopes;
  Instant made_at;
  Date until;  ///< the last day it works
  std::optional<Instant> revoked_at;

  [[nodiscard]] bool has(Scope scope) const { return scopes.count(scope) > 0; }
  /// For the ledger.
  [[nodiscard]] std::string acting() const { return "supplier:" + id; }
};

/// The error of a key that is not for that.
[[nodiscard]] Error scope_missing(Scope scope);

struct NewKey {
  std::string owner, purpose;
  std::set<Scope> scopes;
  Date until;
};

/// What keys need; all outlive it. Thread-safe as far as `random` is.
struct KeyParts {
  const ledger::Ledger& ledger;
  const Clock& clock;
  Random& random;
};

/// The longest a key may work.
inline constexpr std::chrono::days longest_life{366};

/// Returns the key itself. Errors `key-invalid` with the field: no owner, no purpose, no scope, an end that has passed
/// or is more than a year away.
[[nodiscard]] Result<std::string> make_key(store::WriteTx& tx, const KeyParts& parts, const NewKey& key,
                                           const std::string& acting);
/// The key behind the text of a header ("Bearer …" or the key alone). Errors `key-missing`, `key-unknown`, `key-ended`,
/// `key-revoked`.
[[nodiscard]] Result<Key> find_key(store::ReadTx& tx, const Clock& clock, std::string_view header);
/// Doing it again does nothing. Error `key-unknown`.
[[nodiscard]] Result<Done> revoke_key(store::WriteTx& tx, const KeyParts& parts, const std::string& id,
                                      const std::string& acting);
/// Newest first.
[[nodiscard]] std::vector<Key> all_keys(store::ReadTx& tx);

}  // namespace sas::suppliers
