#include "promises/follower.h"

#include <stdexcept>

namespace sas::promises {
namespace {

constexpr std::int64_t at_once = 10'000;

struct Batch {
  std::vector<LedgerLine> lines;
  std::int64_t reached = 0;
  std::int64_t head = 0;
};

Batch read_batch(store::ReadTx& tx, std::int64_t seq, const std::string& kinds) {
  Batch batch;
  const auto newest = tx.query_one("SELECT coalesce(max(seq), 0) FROM ledger_event");
  batch.head = newest ? newest->integer(0) : 0;
  for (const store::Row& row : tx.query("SELECT seq, at, kind, subject, facts FROM ledger_event WHERE seq > $1 AND kind IN (" + kinds +
                                            ") ORDER BY seq LIMIT $2",
                                        {seq, at_once})) {
    auto facts = json::parse(row.text(4));
    if (!facts || !facts->is_object()) throw std::runtime_error("a ledger row holds no JSON object");
    batch.lines.push_back({row.integer(0), from_millis(row.integer(1)), row.text(2), row.text(3), std::move(facts->get_object())});
  }
  const bool all = static_cast<std::int64_t>(batch.lines.size()) < at_once;
  batch.reached = all ? std::max(seq, batch.head) : batch.lines.back().seq;
  return batch;
}

}  // namespace

Follower::Follower(std::vector<std::string_view> kinds) {
  for (const std::string_view kind : kinds) kinds_ += (kinds_.empty() ? "'" : ", '") + std::string(kind) + "'";
}

Result<Done> Follower::follow(store::Store& store, const std::function<void()>& restart, const std::function<void(const LedgerLine&)>& take) {
  while (true) {
    const auto batch = store.read([&](store::ReadTx& tx) -> Result<Batch> { return read_batch(tx, seq_, kinds_); });
    if (!batch) return fail(Error(batch.error()));
    if (batch->head < seq_) {
      seq_ = 0;
      restart();
      continue;
    }
    for (const LedgerLine& line : batch->lines) take(line);
    seq_ = batch->reached;
    if (seq_ >= batch->head) return Done{};
  }
}

}  // namespace sas::promises
