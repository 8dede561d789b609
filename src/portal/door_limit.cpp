#include "portal/door_limit.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "base/text.h"

namespace sas::portal {
namespace {

using std::chrono::seconds;

double seconds_between(Instant before, Instant after) {
  return std::max(0.0, std::chrono::duration<double>(after - before).count());
}

seconds time_for(double questions, const Rate& rate) {
  return seconds{static_cast<std::int64_t>(std::ceil(questions / rate.per_second))};
}

std::string key_text(const http::Request& request) {
  std::string text = request.header("authorization");
  if (text.empty()) text = request.header("x-ckan-api-key");
  // The name of a scheme has no case (RFC 9110 clause 11.1).
  const std::size_t space = text.find(' ');
  if (space != std::string::npos && fold(text.substr(0, space)) == "bearer") text.erase(0, space);
  return std::string(trim(text));
}

}  // namespace

std::vector<DoorLimit::Counted> DoorLimit::counted(const http::Request& request, const std::string& number) const {
  const bool has_address = !request.from_loopback && !request.client.empty();
  std::vector<Counted> out;
  if (!number.empty()) out.push_back({key_rate, number});
  if (has_address) out.push_back({number.empty() ? address_rate : keys_at_address_rate, request.client});
  return out;
}

Allowance DoorLimit::take(const http::Request& request) {
  const std::string key = key_text(request);
  std::string number;
  if (!key.empty() && keys_) number = keys_->number(key, local_date(clock_.now())).value_or(std::string());
  if (!number.empty() && ended_.has(number)) number.clear();
  Allowance out = take_from(counted(request, number));
  if (!key.empty()) out.key = number.empty() ? Allowance::Key::counts_not : Allowance::Key::counts;
  return out;
}

std::optional<seconds> DoorLimit::take_new_key(const http::Request& request) {
  if (request.client.empty()) return std::nullopt;
  return take_from({{new_keys_rate, request.client}}).wait;
}

// All or nothing: a question that is refused costs nothing of the other rate.
Allowance DoorLimit::take_from(const std::vector<Counted>& counted) {
  const Instant now = clock_.now();
  const std::lock_guard lock(mutex_);
  Allowance out;
  for (const Counted& one : counted) {
    const Bucket& bucket = bucket_of(one, now);
    if (bucket.left < 1) out.wait = std::max(out.wait.value_or(seconds{0}), time_for(1 - bucket.left, bucket.rate));
  }
  for (const Counted& one : counted) {
    Bucket& bucket = bucket_of(one, now);
    if (!out.wait) bucket.left -= 1;
    const double missing = bucket.left < 1 ? 1 - bucket.left : bucket.rate.burst - bucket.left;
    out.quotas.push_back({bucket.rate, static_cast<int>(bucket.left), time_for(missing, bucket.rate)});
  }
  return out;
}

DoorLimit::Bucket& DoorLimit::bucket_of(const Counted& one, Instant now) {
  const std::uint64_t who = std::hash<std::string>{}(fmt::format("{} {}", one.rate.name, one.who));
  if (buckets_.size() >= most_clients && !buckets_.contains(who)) forget_quiet(now);
  const Bucket full{one.rate, static_cast<double>(one.rate.burst), now};
  Bucket& bucket = buckets_.try_emplace(who, full).first->second;
  bucket.left = std::min(static_cast<double>(bucket.rate.burst),
                         bucket.left + bucket.rate.per_second * seconds_between(bucket.at, now));
  bucket.at = now;
  return bucket;
}

// Who is full again is as good as unknown. When nobody is, all begin anew: better than a table that grows.
void DoorLimit::forget_quiet(Instant now) {
  std::erase_if(buckets_, [&](const auto& entry) {
    const Bucket& one = entry.second;
    return one.left + one.rate.per_second * seconds_between(one.at, now) >= one.rate.burst;
  });
  if (buckets_.size() >= most_clients) buckets_.clear();
}

http::Response with_limits(http::Response response, const Allowance& allowance) {
  if (allowance.wait) response.with("Retry-After", std::to_string(allowance.wait->count()));
  if (allowance.quotas.empty()) return response;
  std::string policy, left;
  for (const Quota& quota : allowance.quotas) {
    const std::string comma = policy.empty() ? "" : ", ";
    const auto window = time_for(quota.rate.burst, quota.rate).count();
    policy += fmt::format("{}\"{}\";q={};w={}", comma, quota.rate.name, quota.rate.burst, window);
    left += fmt::format("{}\"{}\";r={};t={}", comma, quota.rate.name, quota.left, quota.until_reset.count());
  }
  response.with("RateLimit-Policy", policy).with("RateLimit", left);
  return response.with("Access-Control-Expose-Headers", "RateLimit, RateLimit-Policy, Retry-After");
}

}  // namespace sas::portal
