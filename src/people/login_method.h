#pragma once
#include <optional>
#include <set>
#include <string>

#include "base/identifiers.h"
#include "base/result.h"
#include "http/message.h"
#include "people/viewer.h"

namespace sas::people {

/// Who somebody is according to a means of login. Personal data: never in logs.
struct Identity {
  ViewerKind kind = ViewerKind::resident;
  std::string means;             ///< "digid", "eherkenning", "staff"
  int level = 0;                 ///< 1 low, 2 substantial, 3 high (eIDAS)
  std::string subject;           ///< the provider's own, stable identifier
  std::string name;              ///< may be empty
  std::optional<Bsn> bsn;        ///< DigiD
  std::string kvk;               ///< eHerkenning: the company
  std::string acting_pseudonym;  ///< eHerkenning: the person, without a name of their own
  std::set<Role> roles;          ///< staff
};

/// One login that is under way. The texts are random, made by the caller, and come back once.
struct LoginAttempt {
  std::string state;
  std::string nonce;
  std::string verifier;  ///< PKCE (RFC 7636)
  std::string redirect_uri;
};

/// One way of logging in. OpenID Connect is one; SAML (DigiD, eHerkenning, Stelsel Toegang) is another, behind the same
/// two calls. Thread-safe.
class LoginMethod {
 public:
  virtual ~LoginMethod() = default;
  /// "digid", "eherkenning" or "staff": part of the address.
  [[nodiscard]] virtual const std::string& id() const = 0;
  /// Where the browser goes. Error `login-unavailable`.
  [[nodiscard]] virtual Result<std::string> start(const LoginAttempt& attempt,
                                                  const http::Deadline& deadline) const = 0;
  /// Reads the answer that the browser brings. Errors: `login-unavailable`, `login-cancelled`, `login-refused`
  /// (whatever is wrong with the answer, with the reason for the log in the detail), `login-level` (surer than this is
  /// needed).
  [[nodiscard]] virtual Result<Identity> finish(const LoginAttempt& attempt, const http::Fields& answer,
                                                const http::Deadline& deadline) const = 0;
};

}  // namespace sas::people
