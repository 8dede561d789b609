#include "people/login_attempts.h"

#include <algorithm>

#include "base/text.h"
#include "crypto/hash.h"
#include "crypto/hmac.h"

namespace sas::people {
namespace {

constexpr std::chrono::minutes life{10};
constexpr std::size_t secret_bytes = 32;
constexpr std::size_t state_length = 43;
constexpr std::size_t named = 8;

}  // namespace

std::string attempt_cookie(const std::string& state) {
  const bool plain = std::all_of(state.begin(), state.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
  if (state.size() != state_length || !plain) return {};
  return "sas_login_" + state.substr(0, named);
}

StartedAttempt LoginAttempts::start(store::WriteTx& tx, const std::string& provider,
                                    const std::string& return_to) const {
  StartedAttempt started;
  started.attempt.state = random_token(random_, secret_bytes);
  started.attempt.nonce = random_token(random_, secret_bytes);
  started.attempt.verifier = random_token(random_, secret_bytes);
  started.browser = random_token(random_, secret_bytes);
  // The state is kept as a hash: who reads the records cannot answer in the place of the provider.
  tx.execute(
      "INSERT INTO login_attempt (state, provider, nonce, verifier, browser_hash, return_to, created_at) VALUES ($1, "
      "$2, $3, $4, $5, $6, $7)",
      {hex(crypto::sha256(started.attempt.state)), provider, started.attempt.nonce, started.attempt.verifier,
       hex(crypto::sha256(started.browser)), return_to, to_millis(clock_.now())});
  return started;
}

Result<TakenAttempt> LoginAttempts::take(store::WriteTx& tx, const std::string& state, const std::string& provider,
                                         const std::string& browser) const {
  const std::string key = hex(crypto::sha256(state));
  const auto row = tx.query_one(
      "SELECT provider, nonce, verifier, browser_hash, return_to, created_at FROM login_attempt WHERE state = $1",
      {key});
  if (!row) return fail(ErrorKind::gone, "login-expired", "state");
  // Another browser may not use it up either: a link that was sent to somebody must not end the login of the sender.
  if (browser.empty() || !crypto::equal_in_constant_time(row->text(3), hex(crypto::sha256(browser))))
    return fail(ErrorKind::gone, "login-expired", "browser");
  const bool fresh = to_millis(clock_.now()) - row->integer(5) < std::chrono::milliseconds(life).count();
  if (!fresh || row->text(0) != provider) return fail(ErrorKind::gone, "login-expired", fresh ? "provider" : "time");
  tx.execute("DELETE FROM login_attempt WHERE state = $1", {key});
  TakenAttempt taken;
  taken.attempt = {state, row->text(1), row->text(2), {}};
  taken.return_to = row->text(4);
  return taken;
}

}  // namespace sas::people
