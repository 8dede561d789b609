#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/random.h"
#include "base/time.h"
#include "ledger/ledger.h"
#include "releases/public_reader.h"
#include "showcase/reuse_form.h"
#include "store/store.h"

/// What people made with open data: proposed by anybody, shown when the desk agrees.
namespace sas::showcase {

struct Reuse {
  std::string id;
  Proposal what;
  Instant proposed_at;
  std::optional<Instant> agreed_at;  ///< none: it waits for the desk
};

/// All outlive it. Thread-safe as far as `random` is.
struct ShowcaseParts {
  store::Store& records;
  const ledger::Ledger& ledger;
  releases::PublicReader& reader;
  const Clock& clock;
  Random& random;
};

/// So that nobody can fill the desk: more than this many may not wait at the same time.
inline constexpr std::int64_t most_waiting = 200;

/// Puts it before the desk. The same address for the same set is taken once, whatever came of it; saying so would tell
/// what waits, so it is no error. Errors `dataset-unknown`, `reuse-invalid` (see checked), `reuses-waiting` (too_many).
[[nodiscard]] Result<Done> propose(const ShowcaseParts& parts, const Proposal& typed);
/// What waits first, oldest first; then what is shown, newest first.
[[nodiscard]] Result<std::vector<Reuse>> all(store::Store& records);
/// What is shown of a set, newest first, at most 50.
[[nodiscard]] Result<std::vector<Reuse>> shown(store::Store& records, std::string_view dataset);
/// From now on it is shown. Agreeing again does nothing. Error `reuse-unknown`.
[[nodiscard]] Result<Done> agree(const ShowcaseParts& parts, const std::string& id, const std::string& acting);
/// Forgets it, shown or not. Error `reuse-unknown`.
[[nodiscard]] Result<Done> remove(const ShowcaseParts& parts, const std::string& id, const std::string& acting);

/// Schema step 159.
[[nodiscard]] std::vector<store::Migration> migrations();

}  // namespace sas::showcase
