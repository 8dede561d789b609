#pragma once
#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <unordered_map>

#include "base/time.h"
#include "http/message.h"

namespace sas::portal {

/// How often one client may ask the doors for programs: `burst` at once, then `per_second`. Requests from this machine
/// itself are not counted. Of a client no more than a hash is held, in memory, until it has been quiet. Thread-safe.
class DoorLimit {
 public:
  static constexpr double burst = 300;
  static constexpr double per_second = 30;
  static constexpr std::size_t most_clients = 50'000;

  /// `clock` must outlive it.
  explicit DoorLimit(const Clock& clock) : clock_(clock) {}

  /// None: go on. Otherwise how long to wait until one more is allowed.
  [[nodiscard]] std::optional<std::chrono::seconds> take(const http::Request& request);

 private:
  struct Bucket {
    double left = burst;
    Instant at;
  };
  void forget_quiet(Instant now);

  const Clock& clock_;
  std::mutex mutex_;
  std::unordered_map<std::uint64_t, Bucket> buckets_;
};

/// The answer to who asks too often: `too-many-requests` with what to do instead.
[[nodiscard]] Error asked_too_often();

}  // namespace sas::portal
