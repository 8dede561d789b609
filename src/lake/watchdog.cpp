#include "lake/watchdog.h"

namespace sas::lake {

using std::chrono::steady_clock;

Watchdog::Watchdog() : thread_([this] { loop(); }) {}

Watchdog::~Watchdog() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

Watchdog::Watch::Watch(Watchdog& dog, const duck::Connection& connection, std::chrono::milliseconds limit) : dog_(dog) {
  const std::lock_guard lock(dog.mutex_);
  entry_ = dog.watched_.emplace(steady_clock::now() + limit, &connection);
  dog.changed_.notify_all();
}

Watchdog::Watch::~Watch() {
  const std::lock_guard lock(dog_.mutex_);
  dog_.watched_.erase(entry_);
}

void Watchdog::loop() {
  // An interrupt that comes before the statement has begun is forgotten by the engine, so it is said again until the
  // watch ends.
  constexpr std::chrono::milliseconds again{20};
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    const Time now = steady_clock::now();
    auto entry = watched_.begin();
    for (; entry != watched_.end() && entry->first <= now; ++entry) entry->second->interrupt();
    if (watched_.empty()) {
      changed_.wait(lock);
      continue;
    }
    // A copy: the entry may be gone before the wait is over.
    const Time next = watched_.begin()->first;
    changed_.wait_until(lock, next <= now ? now + again : next);
  }
}

}  // namespace sas::lake
