#include "promises/publication.h"

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "crypto/hash.h"
#include "ledger/ledger.h"
#include "ledger/tree_store.h"
#include "promises/disclosure.h"
#include "promises/rows.h"

namespace sas::promises {
namespace {

std::string quoted(const std::string& text) { return json::write(json::Value(text)); }

std::string cells_text(const std::vector<DayCount>& cells) {
  std::string out = "[";
  for (const DayCount& cell : cells) out += fmt::format("{}[{},{},{}]", out.size() == 1 ? "" : ",", cell.days, cell.ended, cell.open);
  return out + "]";
}

std::string group_line(const Score& score) {
  return fmt::format(
      R"({{"product":{},"version":{},"channel":{},"area":{},"from":"{}","until":"{}","due":{},"kept":{},"open":{},"law":{},"felt":{},"waited":[{}])",
      quoted(score.product.text()), score.version, quoted(channel_name(score)), quoted(area_name(score)), format_iso_date(score.period.from),
      format_iso_date(score.period.until), score.due, score.kept, score.open_overdue, cells_text(score.law), cells_text(score.felt),
      fmt::join(score.waited, ","));
}

std::string group_lines(const Snapshot& snapshot) {
  std::string out;
  for (const Period& month : snapshot.months) {
    if (month.from > snapshot.last_month().from) break;
    for (const Score* score : publishable(snapshot.of(month))) out += group_line(*score) + "\n";
  }
  return out;
}

// The head of the ledger as it was when the figures were reckoned, signed now.
ledger::TreeHead head_at(store::ReadTx& tx, std::int64_t size, Instant now, const crypto::SigningKey* key) {
  ledger::TreeHead head{size, ledger::range_root(tx, 0, size), now, {}};
  if (key != nullptr) head.signature = key->sign(ledger::signed_text(head));
  return head;
}

std::string first_line(const Snapshot& snapshot, const ledger::TreeHead& head, const crypto::SigningKey* key) {
  std::string names;
  for (const Cause cause : all_causes) names += fmt::format("{}\"{}\"", names.empty() ? "" : ",", to_text(cause));
  return fmt::format(
      R"({{"log":"promises","format":1,"today":"{}","smallest_group":{},"causes":[{}],"ledger_size":{},"ledger_root":"{}","ledger_at":{},"ledger_signature":"{}","key":"{}")",
      format_iso_date(snapshot.today), smallest_group, names, head.size, hex(head.root), to_millis(head.at), hex(head.signature),
      key == nullptr ? std::string() : hex(key->public_key()));
}

class Chain {
 public:
  // The hash over this line and all before it.
  const std::string& add(const std::string& line) {
    last_ = hex(crypto::sha256(last_ + "\n" + line));
    return last_;
  }

 private:
  std::string last_;
};

std::string log_of(const std::string& first, const std::string& groups, const crypto::SigningKey* key) {
  Chain chain;
  std::string out;
  const auto put = [&](const std::string& line) { out += fmt::format("{},\"chain\":\"{}\"}}\n", line, chain.add(line)); };
  put(first);
  std::size_t lines = 0;
  for (std::size_t at = 0; at < groups.size(); ++lines) {
    const std::size_t end = groups.find('\n', at);
    put(groups.substr(at, end - at));
    at = end + 1;
  }
  const std::string last = fmt::format("{{\"lines\":{}", lines);
  const std::string& end = chain.add(last);
  return out + fmt::format("{},\"chain\":\"{}\",\"signature\":\"{}\"}}\n", last, end, key == nullptr ? std::string() : hex(key->sign(end)));
}

}  // namespace

Result<std::shared_ptr<const Publication>> Publisher::current() const {
  const auto snapshot = figures_.current();
  if (!snapshot) return fail(Error(snapshot.error()));
  const std::lock_guard lock(mutex_);
  if (last_ && of_ == *snapshot) return last_;
  std::string groups = group_lines(**snapshot);
  if (last_ && of_->today == (*snapshot)->today && groups == groups_) {
    of_ = *snapshot;
    return last_;
  }
  const Instant now = start_of_day((*snapshot)->today);
  const auto head = store_.read([&](store::ReadTx& tx) -> Result<ledger::TreeHead> { return head_at(tx, (*snapshot)->seq, now, key_); });
  if (!head) return fail(Error(head.error()));
  auto out = std::make_shared<Publication>();
  const auto rows = data_rows(**snapshot, catalogue_);
  out->figures_json = to_json(rows);
  out->figures_csv = to_csv(rows);
  const auto waits = wait_rows(**snapshot);
  out->waits_json = to_json(waits);
  out->waits_csv = to_csv(waits);
  out->log = log_of(first_line(**snapshot, *head, key_), groups, key_);
  of_ = *snapshot;
  groups_ = std::move(groups);
  last_ = std::move(out);
  return last_;
}

}  // namespace sas::promises
