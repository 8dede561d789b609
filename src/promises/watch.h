#pragma once
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "cases/case.h"
#include "catalogue/catalogue.h"
#include "ledger/ledger.h"
#include "people/viewer.h"
#include "promises/forecasts.h"
#include "promises/waiting_for.h"
#include "store/store.h"

namespace sas::promises {

/// An open case whose promise may break.
struct AtRisk {
  cases::Case c;
  Date told;                        ///< the day the applicant was told last: the promised day, or a later one of `promise.moved`
  std::optional<Date> ready_by;     ///< by the forecast; none when it says nothing
  WaitsFor waits = WaitsFor::handling;
  std::optional<Date> warned;       ///< day on which the team was warned about this promised day
};

/// What was counted in one round.
struct Round {
  std::size_t warned = 0;
  std::size_t moved = 0;
};

/// Looks after promises that have not been broken yet: warns the team some working days before, and tells the applicant a new day and why
/// before the old one has passed. Each is written in the ledger in the transaction of the message, and only once: `promise.warned`
/// {product, promised, ready_by?, waits} and `promise.moved` {product, old, new, legal, reason}. Neither changes the promise that is
/// counted: what was promised at first decides about the score. Thread-safe; all parts outlive it.
class Watch {
 public:
  static constexpr int warn_working_days = 3;   ///< from so many working days before the promised day

  /// Puts a message to the applicant in the outbox, in the same transaction.
  using Tell = std::function<void(store::WriteTx&, std::string_view template_id, const json::Object& facts)>;

  Watch(const Clock& clock, const catalogue::Catalogue& catalogue, const ledger::Ledger& ledger, const Forecasts& forecasts, Tell tell)
      : clock_(clock), catalogue_(catalogue), ledger_(ledger), forecasts_(forecasts), tell_(std::move(tell)) {}

  /// Open cases that are late, due within `warn_working_days`, or that the forecast expects after their day; the most urgent first, at
  /// most `limit`. Cases that wait for the applicant and are not late are left out: their day moves along.
  [[nodiscard]] Result<std::vector<AtRisk>> at_risk(store::Store& store, const people::Viewer& viewer, std::size_t limit) const;

  /// In the morning: warns the team, and tells applicants whose day is the last working day from now and of whom the forecast expects more.
  Result<Round> morning(store::Store& store) const;
  /// In the afternoon: tells every applicant whose day ends today with the case still open, whatever the forecast says, and those
  /// whose day passed unnoticed.
  Result<Round> afternoon(store::Store& store) const;

 private:
  enum class Hour { morning, afternoon };
  Result<Round> round(store::Store& store, Hour hour) const;
  Result<bool> warn(store::Store& store, const AtRisk& one) const;
  Result<bool> move(store::Store& store, const AtRisk& one, Date to) const;
  [[nodiscard]] bool due_for_warning(const AtRisk& one, Date today) const;
  [[nodiscard]] bool due_for_moving(const AtRisk& one, Date today, Hour hour) const;
  [[nodiscard]] Date new_day(const AtRisk& one, Date today) const;
  [[nodiscard]] AtRisk look_at(store::ReadTx& tx, cases::Case c, Date today) const;

  const Clock& clock_;
  const catalogue::Catalogue& catalogue_;
  const ledger::Ledger& ledger_;
  const Forecasts& forecasts_;
  Tell tell_;
};

}  // namespace sas::promises
