#pragma once
#include <unordered_map>
#include <vector>

#include "lake/commit_queue.h"
#include "lake/identity.h"
#include "lake/newest_values.h"

namespace sas::lake {

/// Calls that gathered, each on its way.
struct Routed {
  /// All new, or the newest value of its series told once more: these go into the journal as one record.
  std::vector<Waiting> journal;
  std::vector<Key> doubtful;  ///< of `journal`, with what the lake has of them
  KnownRows known;
  /// These must be compared with what the engine has, or follow such a call.
  struct ForEngine {
    Waiting call;
    std::vector<SeriesId> series;
  };
  std::vector<ForEngine> engine;
};

/// Decides which way a call goes. Values of one series never overtake each other: as long as a call is on its way into
/// the engine, every call with one of its series follows it, so that what is new and what is not is always decided in
/// the order in which it came. One thread.
class Router {
 public:
  explicit Router(const NewestValues& newest) : newest_(newest) {}

  /// The calls for the journal come before those for the engine: they must be in it when the others are looked up.
  [[nodiscard]] Routed route(std::vector<Waiting> calls);
  /// A call of Routed::engine is answered, or was refused.
  void settled(std::span<const SeriesId> series);

 private:
  struct Gathering;
  [[nodiscard]] bool goes_to_journal(Gathering& gathering, std::span<const Observation> rows) const;

  const NewestValues& newest_;
  std::unordered_map<SeriesId, std::size_t> on_their_way_;  ///< calls for the engine of each series
};

}  // namespace sas::lake
