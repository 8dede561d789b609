#pragma once
#include <string>
#include <vector>

#include "base/strong_id.h"
#include "base/time.h"
#include "ledger/ledger.h"
#include "people/sessions.h"
#include "store/store.h"

/// Acting for someone else: with their consent (voluntary), by law (parent, guardian, curator) or for a company.
namespace sas::people {

struct Represented {
  PersonId id;
  std::string name;
  std::string kind;    ///< voluntary, legal, company
  std::string ground;  ///< where the right comes from, for people to read; may be empty
};

/// For whom somebody may act on a day, by name.
[[nodiscard]] std::vector<Represented> may_act_for(store::ReadTx& tx, const PersonId& representative, Date day);
/// Who may act for somebody on a day, by name: for the page where people see and end what they allowed.
[[nodiscard]] std::vector<Represented> represented_by(store::ReadTx& tx, const PersonId& represented, Date day);

/// Begins to act for `represented` in this session, with ledger event `representation.started` {kind}. Error
/// `representation-none` (forbidden) when there is no valid one.
Result<Done> act_for(store::WriteTx& tx, const ledger::Ledger& ledger, const Sessions& sessions, const Session& session,
                     const PersonId& represented, Date day);
/// Acts for oneself again, with ledger event `representation.ended`. Nothing happens when one does already; error
/// `representation-fixed` (conflict) with eHerkenning, where the login itself is for a company.
Result<Done> act_for_oneself(store::WriteTx& tx, const ledger::Ledger& ledger, const Sessions& sessions,
                             const Session& session);

}  // namespace sas::people
