#pragma once
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "store/store.h"

namespace sas::store {

/// Lends out at most `limit` connections, made when first needed. Thread-safe.
template <typename Connection>
class Pool {
 public:
  using Make = std::function<std::unique_ptr<Connection>()>;

  Pool(std::size_t limit, Make make) : limit_(limit), make_(std::move(make)) {}

  /// Waits for a free one; after `patience` throws StoreFault(busy).
  [[nodiscard]] std::unique_ptr<Connection> take(std::chrono::milliseconds patience = std::chrono::seconds{10}) {
    std::unique_lock lock(mutex_);
    if (!returned_.wait_for(lock, patience, [this] { return !idle_.empty() || out_ < limit_; }))
      throw StoreFault(Fault::busy, "all reading connections are in use");
    ++out_;
    if (!idle_.empty()) {
      std::unique_ptr<Connection> connection = std::move(idle_.back());
      idle_.pop_back();
      return connection;
    }
    lock.unlock();
    try {
      return make_();
    } catch (...) {
      give_back(nullptr);
      throw;
    }
  }

  /// A new one in the place of one that was taken and turned out broken.
  [[nodiscard]] std::unique_ptr<Connection> make() const { return make_(); }

  /// A null pointer gives back only the place: the connection was broken.
  void give_back(std::unique_ptr<Connection> connection) {
    {
      const std::lock_guard lock(mutex_);
      --out_;
      if (connection) idle_.push_back(std::move(connection));
    }
    returned_.notify_one();
  }

 private:
  const std::size_t limit_;
  const Make make_;
  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<std::unique_ptr<Connection>> idle_;
  std::size_t out_ = 0;
};

}  // namespace sas::store
