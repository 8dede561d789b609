#pragma once
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "base/log.h"
#include "jobs/runner.h"
#include "opendata/changes.h"
#include "opendata/declaration_book.h"
#include "opendata/gate.h"
#include "opendata/recall.h"

/// Data sets that refresh by themselves, on the rhythm of their declaration.
namespace sas::opendata {

/// A source by the name that declarations use. Called for every offer; errors are those of what it reads.
using MakeSource = std::function<Result<std::unique_ptr<Source>>(const Declaration&)>;
using Sources = std::map<std::string, MakeSource, std::less<>>;

/// Thread-safe; all parts outlive it.
class Refresher {
 public:
  struct Parts {
    store::Store& records;
    Gate& gate;
    const DeclarationBook& declarations;
    const Sources& sources;
    const Clock& clock;
    const Logger& logger;
  };
  explicit Refresher(const Parts& parts) : parts_(parts) {}

  /// Makes the rows of the set as they are now, with the changes that were confirmed for it, and offers them. Errors:
  /// `dataset-unknown`, `source-unknown`, and those of Gate::offer.
  [[nodiscard]] Result<Judgement> offer(const std::string& dataset, const Approval& approval) const;
  /// Looks for the smallest change that makes the set pass and keeps it for the desk. False when there is none. Errors
  /// as offer().
  [[nodiscard]] Result<bool> propose(const std::string& dataset) const;
  /// Offers every set whose time has come, and every set that was open when it was judged last and of which the public
  /// store has no release any more (a lost disk); but none that is held back since a release of it was taken back. One
  /// that fails is logged by its code and does not hold up the others. Returns how many were offered.
  [[nodiscard]] Result<int> run_due() const;

 private:
  [[nodiscard]] Result<std::unique_ptr<Source>> source_of(const Declaration& declaration) const;
  const Parts parts_;
};

/// True when a set with that rhythm, judged last at `last`, is to be offered again at `now`. Days, months and years are
/// those of the Dutch calendar: a daily set is made once a day, as soon as the day has begun.
[[nodiscard]] bool is_due(privacy::Refresh rhythm, std::optional<Instant> last, Instant now);

/// What goes on by itself: `opendata.refresh` every quarter of an hour, `opendata.rescan` and `opendata.sweep` each
/// night, and `opendata.notice`. Both recoveries are the caller's, before the runner starts.
struct OpenDataJobs {
  const Refresher& refresher;
  RecallParts recall;
  const http::Client& client;
  const Logger& logger;
};
void add_open_data_jobs(jobs::Runner& runner, const OpenDataJobs& parts);

}  // namespace sas::opendata
