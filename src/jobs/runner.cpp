#include "jobs/runner.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>

namespace sas::jobs {

namespace {

bool may_get_better(ErrorKind kind) {
  return kind == ErrorKind::unavailable || kind == ErrorKind::too_many || kind == ErrorKind::conflict ||
         kind == ErrorKind::internal;
}

}  // namespace

Runner::Runner(store::Store& store, const Outbox& outbox, const Clock& clock, Random& random, const Logger& log,
               RunnerOptions options)
    : clock_(clock),
      log_(log),
      options_(options),
      bell_(outbox.bell()),
      queue_(store, clock, random, random_token(random), options.lease) {}

Runner::~Runner() {
  stop();
}

void Runner::add(const std::string& kind, Work work) {
  if (!threads_.empty()) throw std::logic_error("handlers are registered before the runner starts");
  if (!work_.emplace(kind, std::move(work)).second) throw std::logic_error("two handlers for jobs of kind " + kind);
  kinds_.push_back(kind);
}

void Runner::handle(const std::string& kind, Handler handler) {
  add(kind, {std::move(handler), {}});
}

void Runner::every(const std::string& kind, std::chrono::milliseconds pause, Handler handler) {
  add(kind, {std::move(handler), [pause](Instant now) { return now + pause; }});
}

void Runner::daily(const std::string& kind, int minute_of_day, Handler handler) {
  add(kind, {std::move(handler), [minute_of_day](Instant now) {
               const Date today = local_date(now);
               const Instant moment = local_time(today, minute_of_day);
               return moment > now ? moment : local_time(today + std::chrono::days{1}, minute_of_day);
             }});
}

void Runner::start() {
  if (!threads_.empty()) throw std::logic_error("the runner has started already");
  stopping_ = false;
  threads_.emplace_back([this] { dispatch(); });
  for (std::size_t i = 0; i < options_.workers; ++i) threads_.emplace_back([this] { work(); });
}

void Runner::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  bell_->ring();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

std::size_t Runner::run_due() {
  make_schedules();
  std::size_t count = 0;
  for (;;) {
    const Result<std::vector<Job>> jobs = queue_.claim(kinds_, 1);
    if (!jobs || jobs->empty()) return count;
    run(jobs->front());
    ++count;
  }
}

void Runner::make_schedules() {
  if (schedules_made_) return;
  for (const auto& [kind, work] : work_)
    if (work.next && !queue_.ensure_recurring(kind, work.next(clock_.now())))
      return;  // The store is away: next time round.
  schedules_made_ = true;
}

void Runner::dispatch() {
  for (;;) {
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) return;
    }
    make_schedules();
    renew_leases();
    take_jobs();
    bell_->wait(options_.poll);
  }
}

void Runner::take_jobs() {
  std::size_t room = 0;
  {
    const std::lock_guard lock(mutex_);
    room = options_.workers - std::min(options_.workers, busy_.size());
  }
  if (room == 0) return;
  const Result<std::vector<Job>> jobs = queue_.claim(kinds_, static_cast<std::int64_t>(room));
  if (!jobs) return log_.warn("jobs.claim-failed", {{"code", jobs.error().code}});
  if (jobs->empty()) return;
  {
    const std::lock_guard lock(mutex_);
    if (busy_.empty()) renew_at_ = clock_.now() + options_.lease / 3;
    for (const Job& job : *jobs) {
      busy_.insert(job.id);
      taken_.push_back(job);
    }
  }
  changed_.notify_all();
}

void Runner::renew_leases() {
  std::vector<std::string> ids;
  {
    const std::lock_guard lock(mutex_);
    if (busy_.empty() || clock_.now() < renew_at_) return;
    ids.assign(busy_.begin(), busy_.end());
    renew_at_ = clock_.now() + options_.lease / 3;
  }
  if (const Result<Done> renewed = queue_.renew(ids); !renewed)
    log_.warn("jobs.renew-failed", {{"code", renewed.error().code}});
}

void Runner::work() {
  // Somebody waits for a page and nobody for a job: on a busy machine pages go first. Linux keeps a niceness for each
  // thread.
  (void)::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), 10);
  for (;;) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return stopping_ || !taken_.empty(); });
    if (taken_.empty()) return;  // Stopping, and all that was taken is done.
    const Job job = std::move(taken_.front());
    taken_.pop_front();
    lock.unlock();
    run(job);
    lock.lock();
    busy_.erase(job.id);
    lock.unlock();
    bell_->ring();  // There is room for another.
  }
}

void Runner::run(const Job& job) {
  const Work& work = work_.at(job.kind);
  // More attempts than allowed without an answer: it takes the process down with it each time.
  const bool is_deadly = !work.next && job.attempt > options_.max_attempts;
  const Result<Done> outcome = is_deadly ? Result<Done>(fail(ErrorKind::internal, "job-never-ends")) : call(work, job);
  const Result<Done> settled = settle(work, job, outcome);
  if (!outcome)
    log_.warn(
        "jobs.failed",
        {{"kind", job.kind}, {"job", job.id}, {"attempt", std::int64_t{job.attempt}}, {"code", outcome.error().code}});
  if (!settled) log_.warn("jobs.not-settled", {{"kind", job.kind}, {"job", job.id}, {"code", settled.error().code}});
}

Result<Done> Runner::call(const Work& work, const Job& job) const {
  try {
    return work.handler(job);
  } catch (const std::exception&) {
    return fail(ErrorKind::internal, "job-crashed");  // The text of an exception may hold anything, so it is not kept.
  }
}

Result<Done> Runner::settle(const Work& work, const Job& job, const Result<Done>& outcome) {
  if (work.next) return queue_.schedule_next(job, work.next(clock_.now()), outcome ? "" : outcome.error().code);
  if (outcome) return queue_.complete(job.id);
  if (job.attempt < options_.max_attempts && may_get_better(outcome.error().kind))
    return queue_.put_back(job, outcome.error().code);
  return queue_.bury(job, outcome.error().code);
}

}  // namespace sas::jobs
