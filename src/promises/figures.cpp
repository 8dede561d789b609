#include "promises/figures.h"

#include <algorithm>

namespace sas::promises {
namespace {

constexpr std::chrono::seconds look_every{5};
constexpr int full_months = 13;

}  // namespace

const Period& Snapshot::last_month() const { return months.at(full_months - 1); }

const std::vector<Score>& Snapshot::of(const Period& period) const {
  static const std::vector<Score> nothing;
  const auto at = std::find(months.begin(), months.end(), period);
  return at == months.end() ? nothing : *scores[static_cast<std::size_t>(at - months.begin())];
}

const Score* Snapshot::find(const ProductId& product, int version, const Period& period) const {
  const std::vector<Score>& all = of(period);
  const auto at = std::find_if(all.begin(), all.end(), [&](const Score& s) { return s.product == product && s.version == version && s.whole(); });
  return at == all.end() ? nullptr : &*at;
}

Result<std::shared_ptr<const Snapshot>> Reckoner::reckon(store::Store& store, Date today) {
  if (auto done = projection_.refresh(store); !done) return fail(std::move(done));
  const Facts& facts = projection_.facts();
  changed_.merge(projection_.take_changed());
  const bool same_day = last_ && last_->today == today && last_->seq <= facts.seq();
  if (same_day && last_->seq == facts.seq()) return last_;
  auto out = std::make_shared<Snapshot>();
  out->today = today;
  out->seq = facts.seq();
  out->months = months_until(today, full_months);
  const Hindrances hindrances = facts.hindrances(to_millis(start_of_day(today)));
  for (std::size_t i = 0; i < out->months.size(); ++i) {
    if (same_day && !changed_.contains(month_of(out->months[i].from))) out->scores.push_back(last_->scores[i]);
    else out->scores.push_back(std::make_shared<const std::vector<Score>>(scores(facts, out->months[i], today, hindrances)));
  }
  changed_.clear();
  out->marks_period = {today - std::chrono::days{365}, today};
  out->marks = marks(facts.opinions(), out->marks_period);
  last_ = std::move(out);
  return last_;
}

std::shared_ptr<const Snapshot> Figures::fresh(Instant now) const {
  const std::lock_guard lock(mutex_);
  const bool is_fresh = snapshot_ && snapshot_->today == local_date(now) && now - looked_at_ < look_every && now >= looked_at_;
  return is_fresh ? snapshot_ : nullptr;
}

Result<std::shared_ptr<const Snapshot>> Figures::current() const {
  const Instant now = clock_.now();
  if (auto known = fresh(now)) return known;
  std::unique_lock turn(reckoning_, std::try_to_lock);
  if (!turn) {
    const std::unique_lock lock(mutex_);
    if (snapshot_) return snapshot_;
  }
  if (!turn) turn.lock();
  if (auto known = fresh(now)) return known;  // somebody did it in the meantime
  auto reckoned = reckoner_.reckon(store_, local_date(now));
  const std::lock_guard lock(mutex_);
  if (!reckoned) {
    if (snapshot_) return snapshot_;
    return fail(std::move(reckoned));
  }
  looked_at_ = now;
  snapshot_ = *reckoned;
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
  return html::Promise::Outcome{score->share, score->due};
}

}  // namespace sas::promises
