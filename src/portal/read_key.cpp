#include "portal/read_key.h"

#include <fmt/format.h>

#include <array>
#include <stdexcept>

#include "base/text.h"
#include "crypto/hmac.h"

namespace sas::portal {
namespace {

constexpr std::size_t least_secret = 32;
constexpr std::size_t number_bytes = 8;
// Half of the hash is enough to sign with (RFC 2104 clause 5) and keeps the key short enough to copy by hand.
constexpr std::size_t signature_bytes = 16;
constexpr std::string_view first_word = "lees";
// So that no signature over anything else made with the same secret is ever a key.
constexpr std::string_view subject = "sassenpoort reading key\n";

std::string compact_date(Date date) {
  const std::chrono::year_month_day day{std::chrono::sys_days{date.time_since_epoch()}};
  return fmt::format("{:04}{:02}{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                     static_cast<unsigned>(day.day()));
}

tl::unexpected<Error> wrong_key() {
  return fail(ErrorKind::unauthenticated, "read-key-wrong", "not a key of this portal");
}

}  // namespace

ReadKeys::ReadKeys(std::string secret) : secret_(std::move(secret)) {
  if (secret_.size() < least_secret) throw std::invalid_argument("the secret of the reading keys is too short");
}

std::string ReadKeys::signature(std::string_view words) const {
  return hex(crypto::hmac_sha256(secret_, std::string(subject) + std::string(words)).substr(0, signature_bytes));
}

std::string ReadKeys::make(Date today, Random& random) const {
  std::array<std::byte, number_bytes> number{};
  random.fill(number);
  const std::string digits = hex({reinterpret_cast<const char*>(number.data()), number.size()});
  const std::string words = fmt::format("{}.{}.{}", first_word, compact_date(last_day(today)), digits);
  return words + "." + signature(words);
}

Result<std::string> ReadKeys::number(std::string_view key, Date today) const {
  const std::vector<std::string> parts = split(key, '.');
  if (parts.size() != 4 || parts[0] != first_word || parts[2].size() != 2 * number_bytes) return wrong_key();
  const std::string_view words = key.substr(0, key.rfind('.'));
  if (!crypto::equal_in_constant_time(signature(words), parts[3])) return wrong_key();
  // What was signed is a date of eight digits: texts in that form stand in the order of their dates.
  if (parts[1] < compact_date(today))
    return fail(ErrorKind::unauthenticated, "read-key-ended", "this key has ended: make a new one");
  return parts[2];
}

}  // namespace sas::portal
