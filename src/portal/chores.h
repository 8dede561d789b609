#pragma once
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace sas::portal {

/// Work done one piece at a time, in the order in which it came, behind the visitors' backs. Thread-safe. What the
/// pieces use must outlive it: make it the last member.
class Chores {
 public:
  using IsStopping = std::function<bool()>;
  /// A long one asks now and then whether it must stop. It does not throw.
  using Chore = std::function<void(const IsStopping&)>;

  Chores() : thread_([this] { work(); }) {}
  /// Ends the piece at hand; what waits is not done.
  ~Chores();
  Chores(const Chores&) = delete;
  Chores& operator=(const Chores&) = delete;

  void add(Chore chore);
  /// Returns when nothing waits; for tests and measurements.
  void settle();

 private:
  void work();
  [[nodiscard]] bool is_stopping();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Chore> waiting_;
  bool busy_ = false, stopping_ = false;
  std::thread thread_;
};

}  // namespace sas::portal
