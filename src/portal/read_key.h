#pragma once
#include <string>
#include <string_view>

#include "base/random.h"
#include "base/result.h"
#include "base/time.h"

namespace sas::portal {

/// Keys for who asks the doors more often. A key says the day until which it counts and a number that means nothing,
/// and is signed (HMAC-SHA-256), so that a process without any store can check it. It opens nothing: without it the
/// same data are to be had, slower. Nobody is asked who he is, and nothing is kept of who has one. A value; const use
/// is thread-safe.
class ReadKeys {
 public:
  static constexpr int days_valid = 365;

  /// 32 bytes or more, the same for every process of one portal; a shorter one throws std::invalid_argument.
  explicit ReadKeys(std::string secret);

  /// A new key: "lees.20271130.6b1f0c2a9d3e4f58.<32 hexadecimal digits>".
  [[nodiscard]] std::string make(Date today, Random& random) const;
  /// The last day on which a key counts that is made today.
  [[nodiscard]] static Date last_day(Date today) { return today + std::chrono::days{days_valid}; }
  /// The number of a key that counts today. Errors `read-key-wrong` (not one of ours) and `read-key-ended`.
  [[nodiscard]] Result<std::string> number(std::string_view key, Date today) const;

 private:
  [[nodiscard]] std::string signature(std::string_view words) const;
  std::string secret_;
};

}  // namespace sas::portal
