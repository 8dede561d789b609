#pragma once
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

#include "lake/lake.h"

namespace sas::lake {

/// What waits for the thread that writes: observations to make durable, or work that must not run beside a commit.
struct Waiting {
  std::vector<Observation> observations;
  std::function<void(Result<Receipt>)> done;  ///< for observations
  std::function<void()> work;                 ///< instead of observations; does not throw
};

/// Keeps order and holds back who is too fast. Thread-safe.
class CommitQueue {
 public:
  explicit CommitQueue(std::size_t max_observations) : max_observations_(max_observations) {}

  /// Error `lake-busy`, or `lake-lost` after close(); the waiting thing is given back untouched then.
  [[nodiscard]] Result<Done> push(Waiting& waiting);
  /// Everything that waits, up to the first piece of work or `most` observations: one commit. Work comes alone. Sleeps
  /// while there is nothing, at most for `patience` when that is given; then it is empty, and so it is when ended() and
  /// after wake().
  [[nodiscard]] std::vector<Waiting> take(std::size_t most, std::optional<std::chrono::milliseconds> patience);
  /// Whoever sleeps in take(), or is the next to, comes back at once.
  void wake();
  /// Closed, and everything was taken.
  [[nodiscard]] bool ended() const;
  void close();
  /// Observations that wait.
  [[nodiscard]] std::size_t size() const;

 private:
  const std::size_t max_observations_;
  mutable std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<Waiting> queue_;
  std::size_t observations_ = 0;
  bool closed_ = false;
  bool woken_ = false;
};

}  // namespace sas::lake
