#include "portal/chores.h"

namespace sas::portal {

Chores::~Chores() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Chores::add(Chore chore) {
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(chore));
  }
  changed_.notify_all();
}

void Chores::settle() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return waiting_.empty() && !busy_; });
}

bool Chores::is_stopping() {
  const std::lock_guard lock(mutex_);
  return stopping_;
}

void Chores::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    if (stopping_) return;
    const Chore chore = std::move(waiting_.front());
    waiting_.pop_front();
    busy_ = true;
    lock.unlock();
    chore([this] { return is_stopping(); });
    lock.lock();
    busy_ = false;
    changed_.notify_all();
  }
}

}  // namespace sas::portal
