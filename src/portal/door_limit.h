#pragma once
#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/time.h"
#include "http/message.h"
#include "portal/ended_keys.h"
#include "portal/read_key.h"

namespace sas::portal {

/// `burst` at once, then `per_second`. The name is what clients read in RateLimit-Policy.
struct Rate {
  std::string_view name;
  int burst;
  double per_second;
};
/// Who sends no key: by address.
inline constexpr Rate address_rate{"address", 300, 30};
/// Who sends a key: by key, from whatever addresses.
inline constexpr Rate key_rate{"key", 1000, 100};
/// And all keys that one address sends together, so that a heap of keys is no way around.
inline constexpr Rate keys_at_address_rate{"keys-at-address", 3000, 300};
/// How often one address may make a key.
inline constexpr Rate new_keys_rate{"new-keys", 5, 5.0 / 3600};

/// What is left of one rate after a question was counted.
struct Quota {
  Rate rate;
  int left = 0;
  std::chrono::seconds until_reset{0};  ///< until all of it is there again; when nothing is left, until one is
};

/// What a client may still ask.
struct Allowance {
  std::optional<std::chrono::seconds> wait;  ///< none: go on
  std::vector<Quota> quotas;                 ///< empty: not counted
  enum class Key { none, counts, counts_not } key = Key::none;
};

/// How often one client may ask the doors for programs. Requests from this machine itself are not counted, unless they
/// bring a key. Of a client no more than a hash is held, in memory, until it has been quiet. Thread-safe.
class DoorLimit {
 public:
  static constexpr std::size_t most_clients = 50'000;

  /// `clock` and `ended` must outlive it. Without `keys`, no key counts.
  DoorLimit(const Clock& clock, std::optional<ReadKeys> keys, EndedKeys& ended)
      : clock_(clock), keys_(std::move(keys)), ended_(ended) {}

  /// Counts one question. A key stands in `Authorization` (with or without "Bearer") or `X-CKAN-API-Key`; one that does
  /// not count is no error: then the address counts.
  [[nodiscard]] Allowance take(const http::Request& request);
  /// Counts one new key; none: go on.
  [[nodiscard]] std::optional<std::chrono::seconds> take_new_key(const http::Request& request);
  [[nodiscard]] const std::optional<ReadKeys>& keys() const { return keys_; }

 private:
  struct Bucket {
    Rate rate;
    double left;
    Instant at;
  };
  struct Counted {
    Rate rate;
    std::string who;
  };
  [[nodiscard]] std::vector<Counted> counted(const http::Request& request, const std::string& number) const;
  [[nodiscard]] Allowance take_from(const std::vector<Counted>& counted);
  Bucket& bucket_of(const Counted& one, Instant now);
  void forget_quiet(Instant now);

  const Clock& clock_;
  const std::optional<ReadKeys> keys_;
  EndedKeys& ended_;
  std::mutex mutex_;
  std::unordered_map<std::uint64_t, Bucket> buckets_;
};

/// The same answer with RateLimit-Policy and RateLimit (draft-ietf-httpapi-ratelimit-headers-10, work in progress),
/// and Retry-After when there is something to wait for. Scripts of other sites may read all three.
[[nodiscard]] http::Response with_limits(http::Response response, const Allowance& allowance);

}  // namespace sas::portal
