#pragma once
#include <deque>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "base/log.h"
#include "jobs/jobs.h"
#include "jobs/queue.h"

namespace sas::jobs {

/// Does the work, outside any transaction. May be called again for the same job id after a crash or a lost lease. An
/// error of kind unavailable, too_many, conflict or internal is tried again later; any other will not get better and
/// goes to a person at once.
using Handler = std::function<Result<Done>(const Job&)>;

struct RunnerOptions {
  std::size_t workers = 4;
  int max_attempts = 10;
  std::chrono::milliseconds lease = std::chrono::minutes{5};  ///< renewed while the handler works
  std::chrono::milliseconds poll = std::chrono::seconds{1};   ///< for jobs of other servers and jobs that become due
};

/// Runs jobs. Any number of runners, in one process or on several servers, share one store. Register handlers, then
/// start().
class Runner {
 public:
  /// All must outlive it.
  Runner(store::Store& store, const Outbox& outbox, const Clock& clock, Random& random, const Logger& log,
         RunnerOptions options = {});
  ~Runner();
  Runner(const Runner&) = delete;
  Runner& operator=(const Runner&) = delete;

  void handle(const std::string& kind, Handler handler);
  /// Runs it again and again, with that pause after each end; one runner at a time.
  void every(const std::string& kind, std::chrono::milliseconds pause, Handler handler);
  /// Runs it each day at that minute of the Dutch clock (0..1439).
  void daily(const std::string& kind, int minute_of_day, Handler handler);

  void start();
  /// Takes no new jobs and waits for the handlers that are busy.
  void stop();
  /// Runs everything that is due on the calling thread until nothing is, and returns how many ran. For tests and
  /// command-line tools, instead of start().
  std::size_t run_due();

 private:
  using Next = std::function<Instant(Instant)>;
  struct Work {
    Handler handler;
    Next next;  ///< empty for a job that is done once
  };

  void make_schedules();
  void dispatch();
  void take_jobs();
  void renew_leases();
  void work();
  void run(const Job& job);
  [[nodiscard]] Result<Done> call(const Work& work, const Job& job) const;
  [[nodiscard]] Result<Done> settle(const Work& work, const Job& job, const Result<Done>& outcome);
  void add(const std::string& kind, Work work);

  const Clock& clock_;
  const Logger& log_;
  const RunnerOptions options_;
  std::shared_ptr<Bell> bell_;
  Queue queue_;
  std::map<std::string, Work> work_;
  std::vector<std::string> kinds_;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> taken_;
  std::set<std::string> busy_;  ///< ids taken or being worked on
  Instant renew_at_{};
  bool stopping_ = false;
  bool schedules_made_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace sas::jobs
