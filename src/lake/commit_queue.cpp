#include "lake/commit_queue.h"

namespace sas::lake {

Result<Done> CommitQueue::push(Waiting& waiting) {
  const std::size_t count = waiting.observations.size();
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return fail(ErrorKind::unavailable, "lake-lost", "the lake is closing");
    // A call that is larger than the queue is taken when nothing else waits; otherwise it could never be.
    if (observations_ > 0 && observations_ + count > max_observations_)
      return fail(ErrorKind::too_many, "lake-busy", "too many observations wait to be stored; try again in a second");
    observations_ += count;
    queue_.push_back(std::move(waiting));
  }
  arrived_.notify_one();
  return Done{};
}

bool CommitQueue::ended() const {
  const std::lock_guard lock(mutex_);
  return closed_ && queue_.empty();
}

std::vector<Waiting> CommitQueue::take(std::size_t most, std::optional<std::chrono::milliseconds> patience) {
  std::vector<Waiting> out;
  std::unique_lock lock(mutex_);
  const auto something = [this] { return closed_ || woken_ || !queue_.empty(); };
  if (patience)
    arrived_.wait_for(lock, *patience, something);
  else
    arrived_.wait(lock, something);
  woken_ = false;
  for (std::size_t taken = 0; !queue_.empty() && taken < most;) {
    const bool is_work = static_cast<bool>(queue_.front().work);
    if (is_work && !out.empty()) break;
    taken += queue_.front().observations.size();
    out.push_back(std::move(queue_.front()));
    queue_.pop_front();
    if (is_work) break;
  }
  for (const Waiting& one : out) observations_ -= one.observations.size();
  return out;
}

void CommitQueue::wake() {
  {
    const std::lock_guard lock(mutex_);
    woken_ = true;
  }
  arrived_.notify_all();
}

void CommitQueue::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  arrived_.notify_all();
}

std::size_t CommitQueue::size() const {
  const std::lock_guard lock(mutex_);
  return observations_;
}

}  // namespace sas::lake
