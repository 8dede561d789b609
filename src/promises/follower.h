#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/time.h"
#include "store/store.h"

namespace sas::promises {

/// A line of the ledger without its personal part.
struct LedgerLine {
  std::int64_t seq = 0;
  Instant at;
  std::string kind;
  std::string subject;
  json::Object facts;
};

/// Reads events of some kinds from the ledger, each once and in order, and knows how far it has come. Not thread-safe.
class Follower {
 public:
  explicit Follower(std::vector<std::string_view> kinds);

  /// Calls `take` for every event that is new since the last time. When another ledger stands in its place (a restored backup) it calls
  /// `restart` and begins again. Errors are those of the store; what was taken before stays taken.
  Result<Done> follow(store::Store& store, const std::function<void()>& restart, const std::function<void(const LedgerLine&)>& take);
  /// The last event of any kind that was reckoned in.
  [[nodiscard]] std::int64_t seq() const { return seq_; }

 private:
  std::string kinds_;  ///< as SQL: made from words in this program only
  std::int64_t seq_ = 0;
};

}  // namespace sas::promises
