#include "promises/service_figures.h"

#include <algorithm>

namespace sas::promises {
namespace {

constexpr std::chrono::seconds look_every{5};
constexpr int full_months = 13;

}  // namespace

const ServiceScore* ServiceSnapshot::find(const ServicePromise& promise, const Period& period) const {
  const auto at = std::find_if(scores.begin(), scores.end(), [&](const ServiceScore& s) { return s.promise == &promise && s.period == period; });
  return at == scores.end() ? nullptr : &*at;
}

ServiceFigures::ServiceFigures(store::Store& store, const Clock& clock, const std::vector<ServicePromise>& promises, std::vector<Date> closing_days)
    : store_(store), clock_(clock), promises_(promises), closing_days_(std::move(closing_days)), counter_(promises_, closing_days_), follower_(counter_.kinds()) {}

Result<std::shared_ptr<const ServiceSnapshot>> ServiceFigures::current() const {
  const std::lock_guard lock(mutex_);
  const Instant now = clock_.now();
  const Date today = local_date(now);
  if (snapshot_ && snapshot_->today == today && now >= looked_at_ && now - looked_at_ < look_every) return snapshot_;
  const std::int64_t before = follower_.seq();
  const auto restart = [this] { counter_ = ServiceCounter(promises_, closing_days_); };
  const auto done = follower_.follow(store_, restart, [this](const LedgerLine& line) { counter_.take(line); });
  if (!done) {
    if (snapshot_) return snapshot_;
    return fail(Error(done.error()));
  }
  looked_at_ = now;
  if (snapshot_ && snapshot_->today == today && follower_.seq() == before) return snapshot_;
  auto fresh = std::make_shared<ServiceSnapshot>();
  fresh->today = today;
  fresh->seq = follower_.seq();
  fresh->months = months_until(today, full_months);
  fresh->scores = counter_.scores(fresh->months, today);
  snapshot_ = std::move(fresh);
  return snapshot_;
}

}  // namespace sas::promises
