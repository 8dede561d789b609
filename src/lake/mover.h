#pragma once
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

#include "lake/engine.h"
#include "lake/journal_record.h"

namespace sas::lake {

/// Takes values that are safe in the journal over into the engine, some milliseconds later and many together, on a
/// thread of its own. A commit of the engine waits for its checkpoint now and then, the longer the more rows are hot;
/// whoever is answered from the journal does not wait with it.
///
/// The engine's own connection belongs to whoever holds the turn. After a failure nothing is moved until mended().
/// Thread-safe, but add() and mended() are the writer's thread alone.
class Mover {
 public:
  using Turn = std::unique_lock<std::mutex>;

  Mover(Engine& engine, std::chrono::milliseconds gather);
  /// Moves nothing more: what is left stays in the journal.
  ~Mover();
  Mover(const Mover&) = delete;
  Mover& operator=(const Mover&) = delete;

  /// A commit that is in the journal; its number is higher than that of any before. One without rows leaves its number
  /// in the engine, so that no later start gives it out again.
  void add(WrittenRecord record);
  /// Rows that were added and are not in the engine.
  [[nodiscard]] std::size_t rows() const { return rows_; }

  /// Waits until nobody else works on the engine's connection.
  [[nodiscard]] Turn turn() { return Turn(engine_mutex_); }
  /// Everything that was added before the call is in the engine after it. Throws duck::Fault, and is broken() then; no
  /// row is lost by it.
  void move_on(const Turn& turn);
  /// The same of what waiting() told last, and of nothing that was added since.
  void move_told(const Turn& turn);
  /// The engine has every commit up to this one.
  [[nodiscard]] std::int64_t engine_batch() const { return engine_batch_; }
  /// A transaction of whoever holds the turn brought the engine to this commit.
  void engine_is_at(const Turn& /*turn*/, std::int64_t batch) { engine_batch_ = batch; }

  [[nodiscard]] bool broken() const { return broken_; }
  void set_broken() { broken_ = true; }
  /// The engine was opened again and its last commit is this one: a transaction can fail for us when it is on the disk
  /// already, and what the engine has must not come once more.
  void mended(const Turn& turn, std::int64_t engine_batch);
  /// What was added and the engine does not have, in order.
  [[nodiscard]] std::span<const WrittenRecord> waiting(const Turn& turn);

 private:
  void loop();
  void take_fresh();

  Engine& engine_;
  const std::chrono::milliseconds gather_;
  std::mutex engine_mutex_;
  std::vector<WrittenRecord> moving_;  ///< of whoever holds the turn
  std::atomic<std::int64_t> engine_batch_{0};
  std::atomic<std::size_t> rows_{0};
  std::atomic<bool> broken_{false};

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<WrittenRecord> fresh_;
  std::chrono::steady_clock::time_point fresh_since_{};
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace sas::lake
