#pragma once
#include <optional>
#include <string>

#include "html/texts.h"
#include "ledger/ledger.h"
#include "people/login_method.h"
#include "people/registers.h"
#include "people/sessions.h"

namespace sas::people {

/// What the base registries said about who logs in; empty when they were not asked or did not answer.
struct Consulted {
  std::optional<RegisteredPerson> person;
  std::optional<RegisteredCompany> company;
};

/// Makes of an identity a person or employee in our records, with a session. Everything in one closure, with the ledger
/// events `login.succeeded` {means, level} and `register.consulted` {register, purpose, fields, why_nl, why_en}; the
/// latter concerns the person and feeds the page "what the municipality looked up about me". Thread-safe.
class Accounts {
 public:
  /// All outlive it.
  Accounts(const Clock& clock, Random& random, const ledger::Ledger& ledger, const Sessions& sessions,
           const html::Texts& texts)
      : clock_(clock), random_(random), ledger_(ledger), sessions_(sessions), texts_(texts) {}

  /// The token for the session cookie. `old_token` is the cookie the browser had; its session ends.
  std::string sign_in(store::WriteTx& tx, const Identity& who, const Consulted& consulted,
                      const std::string& old_token) const;

 private:
  NewSession resident(store::WriteTx& tx, const Identity& who, const Consulted& consulted) const;
  NewSession company(store::WriteTx& tx, const Identity& who, const Consulted& consulted) const;
  NewSession employee(store::WriteTx& tx, const Identity& who) const;
  PersonId keep(store::WriteTx& tx, std::string_view column, const std::string& value, std::string_view kind,
                const std::string& name) const;
  void log_consulted(store::WriteTx& tx, const PersonId& person, std::string_view register_name,
                     const std::vector<std::string>& fields) const;

  const Clock& clock_;
  Random& random_;
  const ledger::Ledger& ledger_;
  const Sessions& sessions_;
  const html::Texts& texts_;
};

}  // namespace sas::people
