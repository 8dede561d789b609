#pragma once
#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/random.h"
#include "base/time.h"

namespace sas::people {

/// How often something may be tried: `burst` at once, then `per_minute`.
struct Rate {
  double burst = 10;
  double per_minute = 10;
};

/// Token buckets in memory, for tries that cost somebody something: starting a login, guessing a code. One bucket for
/// all clients of a purpose and one for each client. Of a client only a hash is held, salted with a number that dies
/// with the program, and at most `max_clients` of them; when those are full the ones that have recovered are forgotten
/// first. Thread-safe.
class RateLimit {
 public:
  RateLimit(const Clock& clock, Random& random, Rate everybody, Rate one_client);

  /// True when one more is allowed. `client` is any text that tells clients apart (an address, a cookie); empty when
  /// there is none, then only the bucket of all counts.
  [[nodiscard]] bool allow(std::string_view purpose, std::string_view client = {});

  static constexpr std::size_t max_clients = 20'000;

 private:
  struct Bucket {
    double tokens = 0;
    Instant at;
  };
  bool take(Bucket& bucket, const Rate& rate, Instant now) const;
  void make_room(Instant now);
  const Clock& clock_;
  Rate everybody_;
  Rate one_client_;
  std::string salt_;
  std::mutex mutex_;
  std::unordered_map<std::string, Bucket> purposes_;
  std::unordered_map<std::string, Bucket> clients_;
};

}  // namespace sas::people
