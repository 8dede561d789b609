#pragma once
#include <atomic>
#include <functional>
#include <future>
#include <mutex>
#include <system_error>
#include <thread>

#include "lake/commit_queue.h"
#include "lake/engine.h"
#include "lake/engine_lane.h"
#include "lake/identity.h"
#include "lake/journal_pair.h"
#include "lake/mover.h"
#include "lake/newest_values.h"
#include "lake/router.h"

namespace sas::lake {

/// Group commit: one thread takes everything that waits, makes it durable with one flush, tells the listener, and
/// answers all callers then. While one commit runs the next one gathers, so nobody waits longer than for the commit
/// before.
///
/// Values that are all new go into the journal, and from there into the engine by the mover, which nobody waits for.
/// Values that may be there already are compared with what the engine has, and go into it at once, on a thread of their
/// own (engine_lane.h). What the engine holds is always everything up to some commit. After a failure every call is
/// refused until the engine was opened again; the thread tries that by itself. Thread-safe.
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
  /// Values of the journal are in the engine when it runs.
  [[nodiscard]] Result<Done> between_commits(const std::function<Result<Done>(duck::Connection&)>& work);
  /// The same on the calling thread, while values go on being taken: for what does not depend on the newest values in
  /// memory. Corrections wait, and what comes in is moved into the engine afterwards.
  [[nodiscard]] Result<Done> beside_commits(const std::function<Result<Done>(duck::Connection&)>& work);
  /// Number for a change that is made between commits.
  [[nodiscard]] std::int64_t next_batch() { return ++batch_; }
  /// The engine has every commit up to this one.
  [[nodiscard]] std::int64_t last_batch() const { return mover_.engine_batch(); }
  /// Everything that was acknowledged before the call is in the engine after it.
  [[nodiscard]] Result<Done> catch_up();
  /// Rows stored since the lake was opened.
  [[nodiscard]] std::uint64_t rows_written() const { return stored_ + corrected_; }
  /// Whoever holds it knows that no row that is there is changed or taken out by this writer. New rows still come.
  [[nodiscard]] std::mutex& rows_stay() { return rows_stay_; }
  void on_commit(Listener listener) { listener_ = std::move(listener); }
  void add_to(LakeStats& stats) const;
  void count_hot_rows(std::int64_t change) { hot_rows_ += change; }

 private:
  void loop();
  template <typename F>
  [[nodiscard]] Result<Kept> guarded(F&& store);
  void commit(std::vector<Waiting> waiting);
  void commit_to_journal(std::vector<Waiting> calls, std::span<const Key> doubtful, KnownRows known);
  void send_to_engine(std::vector<Routed::ForEngine> calls);
  void answer_settled();
  [[nodiscard]] Result<Kept> store_in_journal(std::vector<Observation> rows, std::span<const Key> doubtful,
                                              KnownRows known);
  [[nodiscard]] Result<Kept> store_in_engine(std::vector<Observation> rows);
  void answer(CallGroup group, const Result<Kept>& kept, std::int64_t told);
  [[nodiscard]] std::int64_t number_to_tell();
  std::int64_t keep_in_journal(std::span<const Observation> rows);
  [[nodiscard]] std::int64_t own_number(const Mover::Turn& turn);
  void keep_in_engine(const Mover::Turn& turn, const Plan& plan, std::int64_t batch);
  void mend_if_due();
  void clear_journal();
  void replay();
  void replace_rows(duck::Connection& connection, const Plan& plan, std::int64_t batch);
  [[nodiscard]] Result<Done> on_own_thread(const std::function<Result<Done>()>& work);
  void load(const Mover::Turn& turn);
  void recover();
  void refuse(const std::vector<Waiting>& calls, const Error& error);
  void count(std::span<const Outcome> outcomes);

  Engine& engine_;
  NewestValues& newest_;
  const std::string folder_;
  const std::chrono::milliseconds look_again_;
  CommitQueue queue_;
  Router router_;  ///< only on the writer's thread, as the journal
  JournalPair journal_;
  /// Held while a commit of the journal gets its number, is written and becomes known to the mover, so that whoever
  /// takes a number for a commit of the engine knows every commit before it.
  std::mutex numbers_;
  Mover mover_;
  std::mutex rows_stay_;
  Listener listener_;
  std::int64_t told_ = 0;  ///< the last number that the listener was told
  std::chrono::steady_clock::time_point next_try_{};
  std::atomic<std::int64_t> batch_{0};
  std::atomic<std::int64_t> hot_rows_{0};
  std::atomic<std::uint64_t> received_{0}, stored_{0}, repeated_{0}, corrected_{0}, refused_{0}, commits_{0};
  EngineLane lane_;
  std::thread thread_;
};

/// A fault of the engine as our callers see it.
[[nodiscard]] Error error_of(const duck::Fault& fault);
/// The same for a fault of the disk.
[[nodiscard]] Error error_of(const std::system_error& error);

}  // namespace sas::lake
