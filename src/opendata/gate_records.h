#pragma once
#include <string>
#include <vector>

#include "base/json.h"
#include "opendata/gate.h"

/// What the gate keeps in the records. Of this room only.
namespace sas::opendata {

/// A release that the ledger tells of, and that the public store may not have yet.
struct Announced {
  std::int64_t ledger_seq = 0;
  releases::Release release;
};
void put_announced(store::WriteTx& tx, const releases::Release& release, const privacy::DataSet& judged);
/// The declaration a release was judged with, by the event that tells of it; none when the records do not know it.
[[nodiscard]] std::optional<privacy::DataSet> judged_set(store::ReadTx& tx, std::int64_t ledger_seq);
[[nodiscard]] std::vector<Announced> waiting_releases(store::ReadTx& tx);
/// Withdrawals that the ledger tells of and that the public store may not have yet.
void put_withdrawal(store::WriteTx& tx, const releases::Tombstone& tombstone);
[[nodiscard]] std::vector<releases::Tombstone> waiting_withdrawals(store::ReadTx& tx);
void settle_withdrawal(store::WriteTx& tx, std::int64_t ledger_seq);

/// See is_held().
void hold(store::WriteTx& tx, const std::string& dataset, Instant now);
void let_go(store::WriteTx& tx, const std::string& dataset);

enum class Settled { published, failed };
void settle_announced(store::WriteTx& tx, std::int64_t ledger_seq, Settled how);

void put_judgement(store::WriteTx& tx, const std::string& dataset, Instant at, const Judgement& judgement);

/// [{rule, columns, count}, …] and back; a rule that this program does not know is passed over.
[[nodiscard]] json::Array to_json(const std::vector<privacy::Finding>& findings);
[[nodiscard]] std::vector<privacy::Finding> findings_from(const json::Array& array);
[[nodiscard]] json::Array to_json(const std::vector<Flaw>& flaws);
[[nodiscard]] std::vector<Flaw> flaws_from(const json::Array& array);
[[nodiscard]] std::string_view to_text(Judgement::Outcome outcome);

}  // namespace sas::opendata
