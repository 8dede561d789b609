#pragma once
#include <chrono>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/log.h"
#include "base/time.h"
#include "http/client.h"

namespace sas::registries {

/// Where a register is and how we are known there.
struct RegisterSettings {
  std::string base_url;                                      ///< without a slash at the end
  std::vector<std::pair<std::string, std::string>> headers;  ///< e.g. {"X-Api-Key", …}
};

/// One register over HTTP. Waits 2 seconds at most. After 5 failures in a row it is left alone for 30 seconds: a
/// register that is down must not make every page slow. Then one call tries it again. Thread-safe.
class RegisterClient {
 public:
  static constexpr std::chrono::milliseconds patience{2'000};
  static constexpr int failures_allowed = 5;
  static constexpr std::chrono::seconds pause{30};

  /// `name` is for the log: "BAG", "BRP", "HR". All outlive it.
  RegisterClient(std::string name, RegisterSettings settings, const http::Client& client, const Clock& clock,
                 const Logger& logger);

  /// A JSON object. Errors `register-unavailable` (unavailable: no answer, 5xx, 429, or something that is no JSON
  /// object), `register-unknown` (404) and `register-refused` (internal: 400, 401, 403; our settings or rights are
  /// wrong).
  [[nodiscard]] Result<json::Object> get(const std::string& path, const http::Deadline& deadline) const;
  [[nodiscard]] Result<json::Object> post(const std::string& path, const json::Object& body,
                                          const http::Deadline& deadline) const;

 private:
  Result<json::Object> call(http::ClientRequest request, const http::Deadline& deadline) const;
  [[nodiscard]] bool may_call() const;
  void note_failure() const;
  void note_success() const;

  std::string name_;
  RegisterSettings settings_;
  const http::Client& client_;
  const Clock& clock_;
  const Logger& logger_;
  mutable std::mutex mutex_;
  mutable int failures_ = 0;
  mutable Instant closed_until_;
};

}  // namespace sas::registries
