#include "promises/facts.h"

#include <algorithm>
#include <array>

namespace sas::promises {
namespace {

using catalogue::ChannelKind;

std::optional<Date> day_at(const json::Object& facts, std::string_view key) {
  const auto day = parse_iso_date(json::text_at(facts, key));
  if (!day) return std::nullopt;
  return *day;
}

int days_between(Date from, Date until) { return std::max(0, static_cast<int>((until - from).count())); }

}  // namespace

ChannelKind channel_from(std::string_view text) {
  for (const ChannelKind kind : {ChannelKind::phone, ChannelKind::desk, ChannelKind::post})
    if (catalogue::to_text(kind) == text) return kind;
  return ChannelKind::digital;
}

int Fact::days_until(Date today) const { return days_between(received, closed.value_or(today)); }

int Fact::paused_until(Date today) const {
  return suspended_days + (suspended_since ? days_between(*suspended_since, closed.value_or(today)) : 0);
}

// Somebody may still be reading the facts that were shared: then the change goes into a copy of its own.
Facts& FactBuilder::writable() {
  if (facts_.use_count() > 1) facts_ = std::make_shared<Facts>(*facts_);
  return *facts_;
}

void FactBuilder::reach(std::int64_t seq) {
  if (facts_->seq != seq) writable().seq = seq;
}

void FactBuilder::take(const Entry& entry) {
  if (entry.kind == "case.received") {
    receive(entry);
  } else if (entry.kind == "feedback.invited") {
    Facts& facts = writable();
    opinion_at_[json::text_at(entry.facts, "feedback")] = facts.opinions.size();
    facts.opinions.push_back({ProductId(json::text_at(entry.facts, "product")),
                              channel_from(json::text_at(entry.facts, "channel")), local_date(entry.at), std::nullopt});
  } else if (entry.kind == "feedback.given") {
    const auto at = opinion_at_.find(json::text_at(entry.facts, "feedback"));
    const std::int64_t mark = json::int_at(entry.facts, "mark");
    if (at != opinion_at_.end() && mark >= 1 && mark <= 10)
      writable().opinions[at->second].mark = static_cast<int>(mark);
  } else if (const auto at = case_at_.find(entry.subject); at != case_at_.end()) {
    change(writable().cases[at->second], entry);
  }
  reach(std::max(entry.seq, facts_->seq));
}

void FactBuilder::receive(const Entry& entry) {
  const auto received = day_at(entry.facts, "received");
  const auto promised = day_at(entry.facts, "promised");
  const auto legal = day_at(entry.facts, "legal");
  if (!received || !promised || !legal) return;
  Fact fact;
  fact.id = CaseId(entry.subject);
  fact.product = ProductId(json::text_at(entry.facts, "product"));
  fact.channel = channel_from(json::text_at(entry.facts, "channel"));
  fact.area = json::text_at(entry.facts, "area");
  fact.received = *received;
  fact.version = static_cast<int>(json::int_at(entry.facts, "promise_version", 1));
  fact.promised = *promised;
  fact.legal = *legal;
  Facts& facts = writable();
  case_at_[entry.subject] = facts.cases.size();
  facts.cases.push_back(std::move(fact));
}

void FactBuilder::change(Fact& fact, const Entry& entry) {
  if (entry.kind == "case.due_changed") {
    fact.promised = day_at(entry.facts, "promised").value_or(fact.promised);
    fact.legal = day_at(entry.facts, "legal").value_or(fact.legal);
  } else if (entry.kind == "case.completion_asked") {
    fact.suspended_since = day_at(entry.facts, "from");
  } else if (entry.kind == "case.resumed") {
    // Half open: the clock runs again on the day named (Awb 4:15).
    const auto until = day_at(entry.facts, "until");
    if (fact.suspended_since && until) fact.suspended_days += days_between(*fact.suspended_since, *until);
    fact.suspended_since.reset();
  } else if (entry.kind == "case.decided" || entry.kind == "case.withdrawn") {
    fact.end = entry.kind == "case.decided" ? End::decided : End::withdrawn;
    fact.closed = day_at(entry.facts, "day").value_or(local_date(entry.at));
    fact.result = json::text_at(entry.facts, "result");
  }
}

Page read_page(store::ReadTx& tx, std::int64_t seq, std::int64_t limit) {
  Page page;
  const auto newest = tx.query_one("SELECT coalesce(max(seq), 0) FROM ledger_event");
  page.head = newest ? newest->integer(0) : 0;
  const std::array<store::Value, 2> params{seq, limit};
  tx.each("SELECT seq, at, kind, subject, facts FROM ledger_event WHERE seq > $1 AND kind IN ('case.received', "
          "'case.due_changed', 'case.completion_asked', 'case.resumed', 'case.decided', 'case.withdrawn', "
          "'feedback.invited', 'feedback.given') ORDER BY seq LIMIT $2",
          params, [&](const store::Row& row) {
            auto facts = json::parse(row.text(4));
            if (!facts || !facts->is_object()) throw std::runtime_error("a ledger row holds no JSON object");
            page.entries.push_back({row.integer(0), from_millis(row.integer(1)), row.text(2), row.text(3),
                                    std::move(facts->get_object())});
          });
  const bool all = static_cast<std::int64_t>(page.entries.size()) < limit;
  page.reached = all ? std::max(seq, page.head) : page.entries.back().seq;
  return page;
}

Result<std::shared_ptr<const Facts>> Projection::refresh(store::Store& store) {
  constexpr std::int64_t at_once = 10'000;
  const std::lock_guard lock(mutex_);
  while (true) {
    const std::int64_t from = builder_.facts().seq;
    auto page = store.read([&](store::ReadTx& tx) -> Result<Page> { return read_page(tx, from, at_once); });
    if (!page) return fail(std::move(page));
    if (page->head < from) {  // another store stands in its place, e.g. a restored backup
      builder_ = FactBuilder();
      continue;
    }
    for (const Entry& entry : page->entries) builder_.take(entry);
    builder_.reach(page->reached);
    if (page->reached >= page->head) return builder_.share();
  }
}

}  // namespace sas::promises
