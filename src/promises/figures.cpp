#include "promises/figures.h"

#include <algorithm>

namespace sas::promises {
namespace {

constexpr std::chrono::seconds look_every{5};

std::shared_ptr<const Snapshot> reckon(const Facts& facts, Date today) {
  auto out = std::make_shared<Snapshot>();
  out->today = today;
  out->seq = facts.seq;
  out->months = months_until(today, 13);
  out->by_product = scores(facts.cases, out->months, today, By::product);
  out->by_channel = scores(facts.cases, out->months, today, By::channel);
  out->marks_period = {today - std::chrono::days{365}, today};
  out->marks = marks(facts.opinions, out->marks_period);
  return out;
}

}  // namespace

const Period& Snapshot::last_month() const { return months.at(12); }

const Score* Snapshot::find(const ProductId& product, int version, const Period& period) const {
  const auto at = std::find_if(by_product.begin(), by_product.end(), [&](const Score& s) {
    return s.product == product && s.version == version && s.period == period;
  });
  return at == by_product.end() ? nullptr : &*at;
}

Result<std::shared_ptr<const Snapshot>> Figures::current() const {
  const std::lock_guard lock(mutex_);
  const Instant now = clock_.now();
  const Date today = local_date(now);
  const bool fresh = snapshot_ && snapshot_->today == today && now - looked_at_ < look_every && now >= looked_at_;
  if (fresh) return snapshot_;
  const auto facts = projection_.refresh(store_);
  if (!facts) {
    if (snapshot_) return snapshot_;
    return fail(Error(facts.error()));
  }
  looked_at_ = now;
  if (!snapshot_ || snapshot_->today != today || snapshot_->seq != (*facts)->seq) snapshot_ = reckon(**facts, today);
  return snapshot_;
}

std::optional<html::Promise::Outcome> Figures::last_month(const ProductId& product) const {
  const catalogue::Product* known = catalogue_.find(product);
  const auto figures = current();
  if (known == nullptr || !figures) return std::nullopt;
  const catalogue::Promise* promise = known->promise_on((*figures)->today);
  if (promise == nullptr) return std::nullopt;
  const Score* score = (*figures)->find(product, promise->version, (*figures)->last_month());
  if (score == nullptr || !may_publish(*score)) return std::nullopt;
  return html::Promise::Outcome{*score->share, score->due};
}

}  // namespace sas::promises
