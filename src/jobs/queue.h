#pragma once
#include <span>
#include <string>
#include <vector>

#include "jobs/jobs.h"

/// What a runner does to the table of jobs. Claims are leases: a server that dies loses its jobs when their leases end.
namespace sas::jobs {

[[nodiscard]] Job job_of(const store::Row& row);
/// True when another job with the same unique key waits.
[[nodiscard]] bool is_superseded(store::ReadTx& tx, const std::string& id);

/// One runner's view of the queue. Thread-safe.
class Queue {
 public:
  Queue(store::Store& store, const Clock& clock, Random& random, std::string owner, std::chrono::milliseconds lease)
      : store_(store), clock_(clock), random_(random), owner_(std::move(owner)), lease_(lease) {}

  /// Takes up to `limit` due jobs of these kinds, oldest first, and makes the takeover durable before anything is done.
  Result<std::vector<Job>> claim(std::span<const std::string> kinds, std::int64_t limit);
  /// Keeps jobs that are still being worked on.
  Result<Done> renew(std::span<const std::string> ids);
  /// The job is done; error `job-lease-lost` when somebody else has taken it over since.
  Result<Done> complete(const std::string& id);
  /// Tries again after a pause that doubles with each attempt, from 10 seconds to an hour, give or take a fifth.
  Result<Done> put_back(const Job& job, const std::string& error);
  /// Gives up; a person decides.
  Result<Done> bury(const Job& job, const std::string& error);
  /// Makes the row of a recurring job when it is not there yet.
  Result<Done> ensure_recurring(const std::string& kind, Instant first);
  /// Ends one run of a recurring job.
  Result<Done> schedule_next(const Job& job, Instant next, const std::string& error);

 private:
  Result<Done> update_own(const std::string& sql, std::vector<store::Value> params);
  [[nodiscard]] Result<bool> has_due(std::span<const std::string> kinds);
  [[nodiscard]] Instant retry_at(int attempt);

  store::Store& store_;
  const Clock& clock_;
  Random& random_;
  const std::string owner_;
  const std::chrono::milliseconds lease_;
};

}  // namespace sas::jobs
