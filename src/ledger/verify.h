#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/store.h"

/// Recomputes the whole log and says what was tampered with, and where.
namespace sas::ledger {

enum class Tampering {
  changed,           ///< a record (or, when first < last, one of a few) is not what was written
  removed,           ///< a record is gone
  inserted,          ///< a record was put between others
  reordered,         ///< the record stood at `other`
  truncated,         ///< the log ends before a signed head says it does
  personal_changed,  ///< the personal part does not fit its hash
  personal_added,    ///< a personal part where none was written
  tree_damaged,      ///< a stored subtree over first..last is missing or lies beyond the log
  head_differs,      ///< a signed head does not fit the records first..last, which all fit each other: history was
                     ///< rewritten
  head_unsigned,     ///< the signature of the head at `first` fails
};

/// "record-changed" and the like, stable, for reports and messages.
[[nodiscard]] std::string_view name_of(Tampering what);

struct Finding {
  Tampering what = Tampering::changed;
  std::int64_t first = 0;  ///< seq, or the size of a head
  std::int64_t last = 0;
  std::int64_t other = 0;  ///< for reordered: where it was
  friend bool operator==(const Finding&, const Finding&) = default;
};

struct Report {
  std::int64_t events = 0;
  std::int64_t heads = 0;
  std::int64_t erased = 0;  ///< personal parts that were erased, lawfully as far as the log can tell
  std::string root;         ///< of the tree as recomputed
  std::vector<Finding> findings;
  [[nodiscard]] bool intact() const { return findings.empty(); }
};

struct VerifyOptions {
  /// Ed25519 keys that may have signed heads. Without one, signatures are not looked at.
  std::vector<std::string> public_keys;
  /// Called now and then with the seq reached. May be empty.
  std::function<void(std::int64_t)> on_progress;
};

/// Reads one snapshot from start to end in bounded memory, while writing goes on. Records added after the last signed
/// head are protected by their own hashes only: somebody who rewrites those too is found from the next head on.
[[nodiscard]] Result<Report> verify(store::Store& store, const VerifyOptions& options = {});

}  // namespace sas::ledger
