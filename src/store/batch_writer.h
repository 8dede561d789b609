#pragma once
#include <atomic>
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "store/store.h"
#include "store/write_session.h"

namespace sas::store {

/// Group commit: one thread takes all waiting closures, runs them in one transaction with a savepoint each, commits
/// once and only then completes the callers. One fsync is shared by all that wait. Owns the writing session.
/// Thread-safe.
class BatchWriter {
 public:
  using Work = std::function<Result<Done>(WriteTx&)>;

  BatchWriter(std::unique_ptr<WriteSession> session, std::size_t max_queue);
  /// Finishes what is queued first.
  ~BatchWriter();
  BatchWriter(const BatchWriter&) = delete;
  BatchWriter& operator=(const BatchWriter&) = delete;

  /// Waits until the closure is durable or has failed. Exceptions of the closure other than StoreFault come out here.
  Result<Done> run(const Work& work);
  Result<Done> reopen();
  [[nodiscard]] Health health() const { return poisoned_ ? Health::poisoned : Health::ok; }
  [[nodiscard]] StoreStats stats() const;
  /// True on the writer's thread, that is inside a closure.
  [[nodiscard]] bool is_writer_thread() const { return std::this_thread::get_id() == thread_.get_id(); }

 private:
  struct Item;
  using Batch = std::vector<Item*>;

  void loop();
  Batch next_batch();
  void run_batch(Batch& batch);
  void commit_batch(Batch& batch);
  void run_item(Item& item, bool alone);
  void fail_commit(Batch& batch, const StoreFault& fault);
  void run_one_by_one(Batch& batch);
  static void fail_all(Batch& batch, const StoreFault& fault);
  static void complete(Batch& batch);

  std::unique_ptr<WriteSession> session_;
  const std::size_t max_queue_;
  std::mutex session_mutex_;  ///< held while a batch runs or the session is reopened
  mutable std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<Item*> queue_;
  bool stopping_ = false;
  std::atomic<bool> poisoned_{false};
  std::atomic<std::uint64_t> commits_{0};
  std::atomic<std::uint64_t> closures_{0};
  std::atomic<std::uint64_t> retries_{0};
  std::atomic<std::uint64_t> failed_commits_{0};
  std::thread thread_;
};

}  // namespace sas::store
