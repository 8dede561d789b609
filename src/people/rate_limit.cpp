#include "people/rate_limit.h"

#include <algorithm>

#include "crypto/hmac.h"

namespace sas::people {
namespace {

double filled(double tokens, Instant since, Instant now, const Rate& rate) {
  const double minutes = std::max(0.0, static_cast<double>((now - since).count()) / 60'000.0);
  return std::min(rate.burst, tokens + minutes * rate.per_minute);
}

}  // namespace

RateLimit::RateLimit(const Clock& clock, Random& random, Rate everybody, Rate one_client)
    : clock_(clock), everybody_(everybody), one_client_(one_client), salt_(random_token(random, 32)) {}

bool RateLimit::take(Bucket& bucket, const Rate& rate, Instant now) const {
  bucket.tokens = filled(bucket.tokens, bucket.at, now, rate);
  bucket.at = now;
  if (bucket.tokens < 1) return false;
  bucket.tokens -= 1;
  return true;
}

void RateLimit::make_room(Instant now) {
  if (clients_.size() < max_clients) return;
  std::erase_if(clients_, [&](const auto& entry) {
    return filled(entry.second.tokens, entry.second.at, now, one_client_) >= one_client_.burst;
  });
  if (clients_.size() < max_clients) return;
  // Everybody is busy trying: the bucket of all still holds, so losing one memory does no harm.
  clients_.erase(clients_.begin());
}

bool RateLimit::allow(std::string_view purpose, std::string_view client) {
  const Instant now = clock_.now();
  const std::lock_guard lock(mutex_);
  // The client's own bucket first: a client that is over its share takes nothing from the others.
  if (!client.empty()) {
    const std::string key = crypto::hmac_sha256(salt_, std::string(purpose) + '\n' + std::string(client));
    if (!clients_.contains(key)) make_room(now);
    const auto [at, fresh] = clients_.try_emplace(key, Bucket{one_client_.burst, now});
    if (!take(at->second, one_client_, now)) return false;
  }
  const auto [at, fresh] = purposes_.try_emplace(std::string(purpose), Bucket{everybody_.burst, now});
  return take(at->second, everybody_, now);
}

}  // namespace sas::people
