#pragma once
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

#include "lake/commit_queue.h"
#include "lake/identity.h"

namespace sas::lake {

/// What became of some values: the commit that has them, and what they were.
struct Kept {
  std::int64_t batch = 0;
  Plan plan;
};

/// Calls that become durable together. Their observations were taken out of them, in order.
struct CallGroup {
  std::vector<Waiting> calls;
  std::vector<std::size_t> counts;  ///< observations of each call
};

/// All observations of the calls in one row, and the calls without them.
struct Gathered {
  std::vector<Observation> rows;
  CallGroup group;
};
[[nodiscard]] Gathered gather(std::vector<Waiting> calls);

/// The way of values that the lake may have already, and of calls too large for the journal: they wait for the engine
/// here, on a thread of their own, so that nobody who is answered from the journal waits with them. Calls keep their
/// order; those that wait together are kept together. Thread-safe.
class EngineLane {
 public:
  /// Looks the values up and stores them. On the lane's thread.
  using Store = std::function<Result<Kept>(std::vector<Observation>)>;

  struct Settled {
    CallGroup group;
    std::vector<SeriesId> series;  ///< as they were given to add()
    Result<Kept> kept;
  };

  /// `on_settled` is called on the lane's thread after each group; it does not throw.
  EngineLane(std::size_t most_waiting, Store store, std::function<void()> on_settled);
  ~EngineLane();
  EngineLane(const EngineLane&) = delete;
  EngineLane& operator=(const EngineLane&) = delete;

  /// `series` comes back with the call when it is settled. Error `lake-busy`; the call is given back untouched then. A
  /// call that is larger than the lane is taken when nothing else waits in it.
  [[nodiscard]] Result<Done> add(Waiting& call, const std::vector<SeriesId>& series);
  /// What was settled since it was last asked, in order.
  [[nodiscard]] std::vector<Settled> take_settled();
  /// Waits until everything that was added is settled; nothing may be added after it.
  void finish();
  /// Observations that wait.
  [[nodiscard]] std::size_t size() const;

 private:
  struct Entry {
    Waiting call;
    std::vector<SeriesId> series;
  };
  void loop();
  void settle(std::vector<Entry> entries);
  [[nodiscard]] std::vector<Entry> take_together();

  const std::size_t most_waiting_;
  const Store store_;
  const std::function<void()> on_settled_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Entry> waiting_;
  std::vector<Settled> settled_;
  std::size_t rows_ = 0;  ///< added and not settled
  bool finishing_ = false;
  std::thread thread_;
};

}  // namespace sas::lake
