#pragma once
#include "promises/facts.h"
#include "store/store.h"

namespace sas::promises {

/// The facts of a store, kept up to date. Not thread-safe: one thread at a time, under the lock of who holds it.
class Projection {
 public:
  /// Reads the events since the last time, with two threads when there are many. Errors are those of the store; what was read before an
  /// error stays. Begins anew when another store stands in its place, e.g. a restored backup with fewer events.
  Result<Done> refresh(store::Store& store);
  [[nodiscard]] const Facts& facts() const { return facts_; }
  [[nodiscard]] std::set<Month> take_changed() { return facts_.take_changed(); }

 private:
  Facts facts_;
};

}  // namespace sas::promises
