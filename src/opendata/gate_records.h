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
void put_announced(store::WriteTx& tx, const releases::Release& release);
[[nodiscard]] std::vector<Announced> waiting_releases(store::ReadTx& tx);
enum class Settled { published, failed };
void settle_announced(store::WriteTx& tx, std::int64_t ledger_seq, Settled how);

void put_judgement(store::WriteTx& tx, const std::string& dataset, Instant at, const Judgement& judgement);

/// [{rule, columns, count}, …] and back; a rule that this program does not know is passed over.
[[nodiscard]] json::Array to_json(const std::vector<privacy::Finding>& findings);
[[nodiscard]] std::vector<privacy::Finding> findings_from(const json::Array& array);
[[nodiscard]] std::string_view to_text(Judgement::Outcome outcome);

}  // namespace sas::opendata
