#pragma once
#include <vector>

#include "forms/drafts.h"
#include "ledger/ledger.h"

namespace sas::forms {

/// Writes down for every draft that has expired without being sent at which question it stopped: `form.abandoned` {product, step}, where step is
/// the question or "controle". Nothing about who, and thirty days later, so that it cannot be laid beside a visit. To be called
/// in the transaction that removes them, before `Drafts::remove_expired`. Returns how many there were.
std::int64_t note_abandoned(store::WriteTx& tx, const Drafts& drafts, const std::vector<Definition>& definitions, const ledger::Ledger& ledger);

}  // namespace sas::forms
