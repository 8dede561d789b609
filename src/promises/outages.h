#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/random.h"
#include "ledger/ledger.h"
#include "people/viewer.h"
#include "promises/waits.h"
#include "store/store.h"

namespace sas::promises {

/// How we know of an outage: a probe failed, no probe could look (that counts as out, never as up), or an employee reported it.
enum class Evidence { probe, gap, report };
[[nodiscard]] std::string_view to_text(Evidence evidence);

struct Outage {
  std::string id;
  Channel channel = Channel::site;
  Instant from;
  std::optional<Instant> until;         ///< none while it lasts
  Evidence evidence = Evidence::report;
  Instant recorded_at;
};

struct NewOutage {
  Channel channel = Channel::site;
  Instant from;
  std::optional<Instant> until;
  Evidence evidence = Evidence::report;
};

/// The book of outages: a row and a ledger event for each, in one transaction. Append-only: an outage never changes but for its end,
/// which is written once. Thread-safe.
class Outages {
 public:
  Outages(const Clock& clock, Random& random, const ledger::Ledger& ledger) : clock_(clock), random_(random), ledger_(ledger) {}

  /// Ledger event `outage.recorded`. Errors (invalid, on fields "van" and "tot"): `outage-from-later` (it begins in the future),
  /// `outage-until-later` (it ends in the future), `outage-until-before` (it ends before it begins); `outage-double` (conflict) when one
  /// of the same channel and evidence lasts already.
  Result<Outage> record(store::WriteTx& tx, const NewOutage& fresh, const people::Viewer& viewer) const;
  /// Ledger event `outage.ended`. Errors: `outage-unknown` (not_found), `outage-ended` (conflict), and those of `record` about `until`.
  Result<Outage> end(store::WriteTx& tx, const std::string& id, Instant until, const people::Viewer& viewer) const;

 private:
  const Clock& clock_;
  Random& random_;
  const ledger::Ledger& ledger_;
};

/// The newest first.
[[nodiscard]] std::vector<Outage> list_outages(store::ReadTx& tx, std::size_t limit = 1000);
[[nodiscard]] std::optional<Outage> find_outage(store::ReadTx& tx, const std::string& id);

/// Whether a person could not reach us digitally while this channel was out: then terms that ended in it run on (Awb section 2.3).
[[nodiscard]] bool blocks_residents(Channel channel);

/// What the program saw of a channel when it looked.
enum class Seen { answered, silent };

/// Makes outages out of what probes see. One failure is no outage yet: the second in a row is, and then it began at the last moment the
/// channel answered. When nothing looked for longer than `longest_gap` the program itself was away: that time is an outage of the site.
/// It says nothing about other channels, so nothing is written down about those. Thread-safe.
class Probes {
 public:
  static constexpr std::chrono::minutes longest_gap{5};
  Probes(const Clock& clock, const Outages& outages) : clock_(clock), outages_(outages) {}

  /// Notes one look at a channel. Returns the outage that ended with it, if one did.
  Result<std::optional<Outage>> note(store::WriteTx& tx, Channel channel, Seen seen) const;

 private:
  const Clock& clock_;
  const Outages& outages_;
};

}  // namespace sas::promises
