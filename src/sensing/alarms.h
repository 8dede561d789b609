#pragma once
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "jobs/jobs.h"
#include "lake/lake.h"
#include "ledger/ledger.h"
#include "sensing/alarm.h"
#include "store/store.h"

/// Rules on series that turn a value into a notice: each notice becomes one job, once, also over a crash.
namespace sas::sensing {

/// Adds a rule and returns its number; it looks at what is measured from `now` on. Errors `alarm-invalid` with the
/// field: a name, an address, a clearing level on the safe side of the raising level, times that are not negative.
[[nodiscard]] Result<std::int64_t> add_alarm_rule(store::WriteTx& tx, Instant now, const AlarmRule& rule);
/// Writes the rule of that number over. It looks at what is measured from `now` on, and an alarm that stood ends
/// without a word: another rule is another question. Errors as above, and `alarm-unknown`.
Result<Done> change_alarm_rule(store::WriteTx& tx, Instant now, const AlarmRule& rule);
Result<Done> remove_alarm_rule(store::WriteTx& tx, std::int64_t id);
[[nodiscard]] std::vector<AlarmRule> alarm_rules(store::ReadTx& tx);

/// An alarm that stands now.
struct StandingAlarm {
  AlarmRule rule;
  lake::Moment since{};
};
[[nodiscard]] std::vector<StandingAlarm> standing_alarms(store::ReadTx& tx);

struct AlarmParts {
  store::Store& records;
  lake::Lake& lake;
  const ledger::Ledger& ledger;
  const jobs::Outbox& outbox;
};

/// Watches what the lake commits, on a thread of its own. Jobs are of kind `alarm.notice` with rule, series, name,
/// notify, value and time (microseconds) in the payload; the ledger gets `alarm.raised` and `alarm.cleared` in the same
/// transaction. Thread-safe.
class Alarms {
 public:
  virtual ~Alarms() = default;
  /// Reads the rules anew, and catches up with what the lake got since each alarm last changed.
  virtual Result<Done> reload() = 0;
  /// On the lake's thread: hands over and returns.
  virtual void publish(std::span<const lake::Observation> values) = 0;
  /// Waits until everything published before the call was looked at.
  virtual void settle() = 0;
};

/// All parts must outlive it. Call reload() once before values come.
[[nodiscard]] std::unique_ptr<Alarms> make_alarms(const AlarmParts& parts);

}  // namespace sas::sensing
