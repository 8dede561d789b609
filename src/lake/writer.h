#pragma once
#include <atomic>
#include <functional>
#include <future>
#include <optional>
#include <thread>

#include "lake/commit_queue.h"
#include "lake/engine.h"
#include "lake/identity.h"
#include "lake/newest_values.h"

namespace sas::lake {

/// Group commit: one thread takes everything that waits, stores it in one transaction, tells the listener, and answers
/// all callers then. While one commit runs the next one gathers, so nobody waits longer than for the commit before.
/// After a failed commit every call is refused until the engine was opened again; the thread tries that by itself.
/// Thread-safe.
class Writer {
 public:
  using Listener = std::function<void(std::int64_t batch, std::span<const Observation>)>;

  Writer(Engine& engine, NewestValues& newest, const LakeOptions& options);
  /// Stores what waits first.
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  /// `done` is called in every case, on the writer's thread or at once.
  void append(std::vector<Observation> observations, std::function<void(Result<Receipt>)> done);
  /// Runs work between two commits, on the writer's thread, and waits for it. A duck::Fault becomes an error.
  [[nodiscard]] Result<Done> between_commits(const std::function<Result<Done>(duck::Connection&)>& work);
  /// Number for a change that is made between commits.
  [[nodiscard]] std::int64_t next_batch() { return ++batch_; }
  void on_commit(Listener listener) { listener_ = std::move(listener); }
  void add_to(LakeStats& stats) const;
  void count_hot_rows(std::int64_t change) { hot_rows_ += change; }

 private:
  void loop();
  void commit(std::vector<Waiting> waiting);
  Plan store(std::vector<Observation> observations);
  void replace_rows(duck::Connection& connection, const Plan& plan, std::int64_t batch);
  void load();
  void recover();
  void answer(std::vector<Waiting>& waiting, std::span<const Outcome> outcomes);
  void answer_error(std::vector<Waiting>& waiting, const duck::Fault& fault);
  void count(std::span<const Outcome> outcomes);

  Engine& engine_;
  NewestValues& newest_;
  const std::string folder_;
  CommitQueue queue_;
  Listener listener_;
  bool broken_ = false;  ///< only on the writer's thread
  std::chrono::steady_clock::time_point next_try_{};
  std::atomic<std::int64_t> batch_{0};
  std::atomic<std::int64_t> hot_rows_{0};
  std::atomic<std::uint64_t> received_{0}, stored_{0}, repeated_{0}, corrected_{0}, refused_{0}, commits_{0};
  std::thread thread_;
};

/// A fault of the engine as our callers see it.
[[nodiscard]] Error error_of(const duck::Fault& fault);

}  // namespace sas::lake
