#pragma once
#include <condition_variable>
#include <mutex>
#include <thread>

#include "lake/engine.h"
#include "lake/freed_memory.h"
#include "lake/writer.h"

namespace sas::lake {

/// Puts hot rows in order of series and time, a million at a time, while the day goes on. Rows arrive in order of time
/// with all series mixed; a question about one series would have to read the whole day. In order, the engine skips the
/// groups of rows in which the series is not. Nothing but the order changes. Its thread also sees to it that freed
/// memory goes back. Thread-safe.
class Settler {
 public:
  Settler(Engine& engine, Writer& writer);
  ~Settler();
  Settler(const Settler&) = delete;
  Settler& operator=(const Settler&) = delete;

  /// Does it now for every row that was not in order yet; throws duck::Fault. Corrections wait meanwhile, new values do
  /// not.
  void settle();

 private:
  void loop();
  void settle_if_due();

  Engine& engine_;
  Writer& writer_;
  FreedMemory freed_;  ///< of the thread alone
  std::mutex settling_;
  std::int64_t settled_batch_;
  std::uint64_t settled_rows_;
  std::mutex mutex_;
  std::condition_variable ended_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace sas::lake
