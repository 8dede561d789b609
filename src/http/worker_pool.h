#pragma once
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace sas::http {

/// A fixed number of threads and a queue with a limit. Thread-safe. Jobs must not throw.
class WorkerPool {
 public:
  using Job = std::function<void()>;

  WorkerPool(std::size_t workers, std::size_t max_queue);
  /// As `stop`.
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  enum class Submitted { yes, full };
  /// Never blocks. `full` also after `stop`.
  [[nodiscard]] Submitted submit(Job job);
  /// Jobs that wait for a thread.
  [[nodiscard]] std::size_t queued() const;
  /// Runs what is queued, then joins. Idempotent; not to be called from a job.
  void stop();

 private:
  void work();
  [[nodiscard]] bool wants_another();

  const std::size_t max_queue_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job> queue_;
  std::size_t idle_ = 0;   // threads that sleep, or were woken and have not run yet
  bool waking_ = false;
  bool stopping_ = false;
  std::mutex joining_;
  std::vector<std::thread> threads_;
};

}  // namespace sas::http
