#include "http/worker_pool.h"

#include <utility>

namespace sas::http {

WorkerPool::WorkerPool(std::size_t workers, std::size_t max_queue) : max_queue_(max_queue) {
  threads_.reserve(workers);
  for (std::size_t i = 0; i < workers; ++i) threads_.emplace_back([this] { work(); });
}

WorkerPool::~WorkerPool() {
  stop();
}

WorkerPool::Submitted WorkerPool::submit(Job job) {
  bool wake = false;
  {
    const std::lock_guard lock(mutex_);
    // A free worker takes one job without it counting as waiting.
    if (stopping_ || queue_.size() >= max_queue_ + idle_) return Submitted::full;
    queue_.push_back(std::move(job));
    wake = wants_another();
  }
  if (wake) wake_.notify_one();
  return Submitted::yes;
}

// One thread at a time is being woken, and it wakes the next when work is left: a wake costs more than a small job, and
// those who are awake have often done the work by then.
bool WorkerPool::wants_another() {
  if (waking_ || idle_ == 0 || queue_.empty()) return false;
  waking_ = true;
  return true;
}

std::size_t WorkerPool::queued() const {
  const std::lock_guard lock(mutex_);
  return queue_.size();
}

void WorkerPool::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    while (queue_.empty() && !stopping_) {
      ++idle_;
      wake_.wait(lock);
      --idle_;
      waking_ = false;
    }
    if (queue_.empty()) return;
    Job job = std::move(queue_.front());
    queue_.pop_front();
    const bool wake = wants_another();
    lock.unlock();
    if (wake) wake_.notify_one();
    job();
    job = nullptr;  // what the job owns is released outside the lock
    lock.lock();
  }
}

void WorkerPool::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  const std::lock_guard joining(joining_);
  for (std::thread& thread : threads_)
    if (thread.joinable()) thread.join();
}

}  // namespace sas::http
