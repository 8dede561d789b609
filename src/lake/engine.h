#pragma once
#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "lake/duck.h"
#include "lake/lake.h"
#include "lake/watchdog.h"

namespace sas::lake {

/// The open database of a lake: one connection that writes, a few that read, and the way to close and open all of it
/// when a commit failed. Thread-safe; writer() belongs to the thread that writes.
class Engine {
 public:
  /// Throws duck::Fault.
  explicit Engine(const LakeOptions& options);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  /// The right to use one connection for reading. Waits while all are out.
  class Lease {
   public:
    explicit Lease(Engine& engine) : engine_(engine), connection_(engine.take()) {}
    ~Lease() { engine_.give_back(std::move(connection_)); }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    [[nodiscard]] duck::Connection& operator*() const { return *connection_; }
    [[nodiscard]] duck::Connection* operator->() const { return connection_.get(); }

   private:
    Engine& engine_;
    std::unique_ptr<duck::Connection> connection_;
  };

  [[nodiscard]] duck::Connection& writer();
  [[nodiscard]] Watchdog& watchdog() { return watchdog_; }

  /// Interrupts who reads, closes everything and opens it again. Throws duck::Fault when that fails; try again later.
  void reopen();

 private:
  std::unique_ptr<duck::Connection> take();
  void give_back(std::unique_ptr<duck::Connection> connection);
  void open();

  const LakeOptions options_;
  Watchdog watchdog_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::unique_ptr<duck::Database> database_;
  std::unique_ptr<duck::Connection> writer_;
  std::vector<std::unique_ptr<duck::Connection>> idle_;
  std::vector<duck::Connection*> out_;
  bool closing_ = false;
};

}  // namespace sas::lake
