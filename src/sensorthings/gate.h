#pragma once
#include <chrono>
#include <mutex>
#include <string>
#include <unordered_map>

#include "http/message.h"
#include "http/metrics.h"
#include "sensing/registry_credentials.h"
#include "sensorthings/access.h"
#include "sensorthings/sensorthings.h"

namespace sas::sensorthings {

/// From the token of a request to what it may do (RFC 6750). A credential that is withdrawn ends within five seconds
/// here: so long one that was good is remembered. Thread-safe.
class Gate {
 public:
  explicit Gate(const SensorThingsParts& parts);

  /// Without a token: open series only. Error `token-invalid` (401), which is counted.
  [[nodiscard]] Result<Access> access_of(const http::Request& request);

 private:
  struct Known {
    Access access;
    Instant ends;
    std::chrono::steady_clock::time_point until;
  };
  [[nodiscard]] std::optional<Access> remembered(const std::string& hash);
  tl::unexpected<Error> refuse();

  const SensorThingsParts& parts_;
  http::Counter& refused_;
  std::mutex mutex_;
  std::unordered_map<std::string, Known> known_;
};

}  // namespace sas::sensorthings
