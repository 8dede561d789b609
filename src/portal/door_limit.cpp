#include "portal/door_limit.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace sas::portal {
namespace {

double seconds_between(Instant before, Instant after) {
  return std::max(0.0, std::chrono::duration<double>(after - before).count());
}

}  // namespace

std::optional<std::chrono::seconds> DoorLimit::take(const http::Request& request) {
  if (request.from_loopback || request.client.empty()) return std::nullopt;
  const Instant now = clock_.now();
  const std::uint64_t client = std::hash<std::string>{}(request.client);
  const std::lock_guard lock(mutex_);
  if (buckets_.size() >= most_clients && !buckets_.contains(client)) forget_quiet(now);
  Bucket& bucket = buckets_.try_emplace(client, Bucket{burst, now}).first->second;
  bucket.left = std::min(burst, bucket.left + per_second * seconds_between(bucket.at, now));
  bucket.at = now;
  if (bucket.left < 1) return std::chrono::seconds{static_cast<int>(std::ceil((1 - bucket.left) / per_second))};
  bucket.left -= 1;
  return std::nullopt;
}

// Who is full again is as good as unknown. When nobody is, all begin anew: better than a table that grows.
void DoorLimit::forget_quiet(Instant now) {
  std::erase_if(buckets_, [&](const auto& one) {
    return one.second.left + per_second * seconds_between(one.second.at, now) >= burst;
  });
  if (buckets_.size() >= most_clients) buckets_.clear();
}

Error asked_too_often() {
  return {ErrorKind::too_many,
          "too-many-requests",
          "Too many requests: wait as long as Retry-After says. Whole tables are quicker as a file: /data/{set}/csv",
          {}};
}

}  // namespace sas::portal
