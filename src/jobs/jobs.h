#pragma once
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/random.h"
#include "base/time.h"
#include "store/store.h"

/// The outbox: side effects (mail, letters, messages to other systems) are written down in the transaction of the
/// change that asks for them, and done afterwards, at least once.
namespace sas::jobs {

struct NewJob {
  std::string kind;               ///< "mail.send"; a Runner has a handler for it
  json::Object payload;           ///< identifiers rather than personal data: the handler looks the rest up
  std::optional<Instant> run_at;  ///< otherwise at once
  std::string unique_key;         ///< while a job with this key waits, another is not added; empty: always add
};

struct Job {
  std::string id;  ///< stays the same when the job is tried again: use it to make the effect happen once
  std::string kind;
  json::Object payload;
  int attempt = 0;  ///< 1, 2, …
  Instant created_at;
};

/// A job that was given up on and waits for a person.
struct DeadJob {
  Job job;
  std::string error;  ///< code of the last failure
};

/// For metrics.
struct Counts {
  std::int64_t waiting = 0;
  std::int64_t running = 0;
  std::int64_t dead = 0;
  std::optional<Instant> oldest_due;  ///< of the jobs that should have started by now
};

/// Wakes the runners of this process when a job has been made durable. Thread-safe.
class Bell {
 public:
  void ring();
  /// Returns when it rang since the last call, or after `patience`.
  void wait(std::chrono::milliseconds patience);

 private:
  std::mutex mutex_;
  std::condition_variable rang_;
  bool ringing_ = false;
};

/// Puts jobs in the outbox. Thread-safe.
class Outbox {
 public:
  /// Both must outlive it; `random` is used on the writer's thread only.
  Outbox(const Clock& clock, Random& random) : clock_(clock), random_(random), bell_(std::make_shared<Bell>()) {}

  /// Returns the id, or none when one with the same unique key waits already.
  std::optional<std::string> enqueue(store::WriteTx& tx, const NewJob& job) const;
  [[nodiscard]] const std::shared_ptr<Bell>& bell() const { return bell_; }

 private:
  const Clock& clock_;
  Random& random_;
  std::shared_ptr<Bell> bell_;
};

[[nodiscard]] Counts counts(store::ReadTx& tx, const Clock& clock);
/// The jobs that were given up on, oldest first.
[[nodiscard]] std::vector<DeadJob> dead_jobs(store::ReadTx& tx, std::int64_t limit);
/// Tries a dead job again from the first attempt; errors `job-unknown`, `job-waits-already`.
Result<Done> retry(store::WriteTx& tx, const Outbox& outbox, const Clock& clock, const std::string& id);
/// Removes a dead job; error `job-unknown`.
Result<Done> discard(store::WriteTx& tx, const std::string& id);

/// Schema steps 20-29.
[[nodiscard]] std::vector<store::Migration> migrations();

}  // namespace sas::jobs
