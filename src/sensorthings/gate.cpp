#include "sensorthings/gate.h"

#include "crypto/hash.h"
#include "crypto/hmac.h"

namespace sas::sensorthings {
namespace {

constexpr std::chrono::seconds remembered_for{5};
constexpr std::size_t most_remembered = 10'000;
constexpr std::size_t longest_token = 500;

Access whole_access(std::string acting) {
  return {Access::Reach::everything, 0, Access::Right::write, std::move(acting)};
}

Access access_from(const sensing::Credential& credential) {
  Access out;
  out.reach = credential.terms.thing ? Access::Reach::one_thing : Access::Reach::everything;
  out.thing = credential.terms.thing.value_or(0);
  out.right = credential.terms.right == sensing::Right::write ? Access::Right::write : Access::Right::read;
  out.acting = "credential:c" + std::to_string(credential.id);
  return out;
}

}  // namespace

Gate::Gate(const SensorThingsParts& parts)
    : parts_(parts),
      refused_(parts.metrics.counter("sensorthings_token_refused_total", "Requests with a token that is not good.")) {}

tl::unexpected<Error> Gate::refuse() {
  refused_.add();
  return fail(ErrorKind::unauthenticated, "token-invalid", "the token in Authorization is not known, or has ended");
}

std::optional<Access> Gate::remembered(const std::string& hash) {
  const std::lock_guard lock(mutex_);
  const auto at = known_.find(hash);
  if (at == known_.end() || at->second.until < std::chrono::steady_clock::now()) return std::nullopt;
  if (at->second.ends <= parts_.clock.now()) return std::nullopt;
  return at->second.access;
}

Result<Access> Gate::access_of(const http::Request& request) {
  const std::string header = request.header("authorization");
  if (header.empty()) return Access{};
  if (header.size() < 8 || header.size() > longest_token) return refuse();
  // The scheme compares without case (RFC 9110 clause 11.1).
  std::string scheme = header.substr(0, 7);
  for (char& c : scheme) c = static_cast<char>(c | 0x20);
  if (scheme != "bearer ") return refuse();
  const std::string token = header.substr(7);
  if (!parts_.practice_token.empty() && crypto::equal_in_constant_time(token, parts_.practice_token))
    return whole_access("practice");
  const std::string hash = crypto::sha256(token);
  if (auto known = remembered(hash)) return *known;
  auto found = parts_.records.read([&](store::ReadTx& tx) -> Result<std::optional<sensing::Credential>> {
    return sensing::credential_of(tx, parts_.clock, token);
  });
  if (!found) return fail(std::move(found));
  if (!*found) return refuse();
  const Access access = access_from(**found);
  const std::lock_guard lock(mutex_);
  if (known_.size() >= most_remembered) known_.clear();
  known_[hash] = {access, (*found)->terms.ends_at.value_or(Instant::max()),
                  std::chrono::steady_clock::now() + remembered_for};
  return access;
}

}  // namespace sas::sensorthings
