#pragma once
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include "lake/duck.h"

namespace sas::lake {

/// Interrupts statements that run past their time. Thread-safe.
class Watchdog {
 public:
  using Time = std::chrono::steady_clock::time_point;

  Watchdog();
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  /// While it lives the connection is watched. It must not outlive either.
  class Watch {
   public:
    Watch(Watchdog& dog, const duck::Connection& connection, std::chrono::milliseconds limit);
    ~Watch();
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

   private:
    Watchdog& dog_;
    std::multimap<Time, const duck::Connection*>::iterator entry_;
  };

 private:
  void loop();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::multimap<Time, const duck::Connection*> watched_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace sas::lake
