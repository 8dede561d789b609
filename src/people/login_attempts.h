#pragma once
#include <string>

#include "base/random.h"
#include "base/time.h"
#include "people/login_method.h"
#include "store/store.h"

namespace sas::people {

/// What comes back of a login that was started.
struct StartedAttempt {
  LoginAttempt attempt;
  std::string browser;  ///< random; for a cookie of the browser that started
};
struct TakenAttempt {
  LoginAttempt attempt;
  std::string return_to;
};

/// Logins that are under way, at most ten minutes. Each can be taken once, by the browser that started it. Thread-safe.
class LoginAttempts {
 public:
  LoginAttempts(const Clock& clock, Random& random) : clock_(clock), random_(random) {}
  StartedAttempt start(store::WriteTx& tx, const std::string& provider, const std::string& return_to) const;
  /// Error `login-expired` (gone): unknown, used, too old, or of another browser or provider. It is used up when it is
  /// taken, also when what follows fails: call it in a closure of its own.
  [[nodiscard]] Result<TakenAttempt> take(store::WriteTx& tx, const std::string& state, const std::string& provider,
                                          const std::string& browser) const;

 private:
  const Clock& clock_;
  Random& random_;
};

/// The cookie has a part of the state in its name, so that logins in two tabs do not disturb each other. Empty for a
/// state that is not one of ours.
[[nodiscard]] std::string attempt_cookie(const std::string& state);

}  // namespace sas::people
