#include "promises/scores.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

namespace sas::promises {
namespace {

// The 97.5th percentile of the normal distribution.
constexpr double z95 = 1.959963984540054;
constexpr double rounding = 1e-9;

bool is_due(const Fact& fact, Date today) {
  if (fact.promised >= today) return false;
  return fact.end != End::withdrawn || *fact.closed > fact.promised;
}

bool is_kept(const Fact& fact) { return fact.end == End::decided && *fact.closed <= fact.promised; }

// The cases of one score.
struct Group {
  std::int64_t kept = 0;
  std::int64_t open = 0;
  std::vector<Lasted> worked, felt;

  void add(const Fact& fact, Date today) {
    if (is_kept(fact)) ++kept;
    if (fact.end == End::open) ++open;
    // Who takes a case back after the promised day ended the waiting, but not by a decision: it is censored there.
    const auto state = fact.end == End::decided ? Lasted::State::ended : Lasted::State::open;
    const int days = fact.days_until(today);
    felt.push_back({state, days});
    worked.push_back({state, std::max(0, days - fact.paused_until(today))});
  }

  [[nodiscard]] Score score() const {
    Score out;
    out.due = static_cast<std::int64_t>(felt.size());
    out.kept = kept;
    out.open_overdue = open;
    if (out.due > 0) {
      out.share = static_cast<double>(kept) / static_cast<double>(out.due);
      out.interval = wilson(kept, out.due);
    }
    out.median_days = days_within(worked, 0.5);
    out.p90_days = days_within(worked, 0.9);
    out.median_felt = days_within(felt, 0.5);
    out.p90_felt = days_within(felt, 0.9);
    return out;
  }
};

std::optional<std::size_t> period_of(std::span<const Period> periods, Date day) {
  const auto at = std::find_if(periods.begin(), periods.end(), [&](const Period& p) { return p.from <= day && day < p.until; });
  if (at == periods.end()) return std::nullopt;
  return static_cast<std::size_t>(at - periods.begin());
}

}  // namespace

std::vector<Period> months_until(Date today, int full) {
  using namespace std::chrono;
  const year_month_day ymd{today};
  const year_month now{ymd.year(), ymd.month()};
  const auto first = [](year_month month) { return Date{month / day{1}}; };
  std::vector<Period> out;
  for (int back = full; back >= 1; --back) out.push_back({first(now - months{back}), first(now - months{back - 1})});
  if (first(now) < today) out.push_back({first(now), today});
  return out;
}

Interval wilson(std::int64_t kept, std::int64_t due) {
  const double n = static_cast<double>(due);
  const double p = static_cast<double>(kept) / n;
  const double zz = z95 * z95;
  const double middle = (p + zz / (2 * n)) / (1 + zz / n);
  const double half = z95 / (1 + zz / n) * std::sqrt(p * (1 - p) / n + zz / (4 * n * n));
  return {std::max(0.0, middle - half), std::min(1.0, middle + half)};
}

std::optional<int> days_within(std::vector<Lasted> lasted, double share) {
  // On one day those that end go before those that are still open: who is open at day 5 took at least 5 days.
  std::sort(lasted.begin(), lasted.end(), [](const Lasted& a, const Lasted& b) {
    return std::tuple(a.days, a.state == Lasted::State::open) < std::tuple(b.days, b.state == Lasted::State::open);
  });
  double waiting = 1;
  std::size_t at_risk = lasted.size();
  for (const Lasted& one : lasted) {
    // One at a time comes to the same product as all of a day at once: (1-1/n)(1-1/(n-1)) = (n-2)/n.
    if (one.state == Lasted::State::ended) waiting *= 1 - 1 / static_cast<double>(at_risk);
    --at_risk;
    if (1 - waiting >= share - rounding) return one.days;
  }
  return std::nullopt;
}

std::vector<Score> scores(std::span<const Fact> facts, std::span<const Period> periods, Date today, By by) {
  std::map<std::tuple<ProductId, int, std::size_t, int>, Group> groups;
  for (const Fact& fact : facts) {
    if (!is_due(fact, today)) continue;
    const auto period = period_of(periods, fact.promised);
    if (!period) continue;
    const int channel = by == By::channel ? static_cast<int>(fact.channel) : -1;
    groups[{fact.product, fact.version, *period, channel}].add(fact, today);
  }
  std::vector<Score> out;
  for (const auto& [key, group] : groups) {
    const auto& [product, version, period, channel] = key;
    Score score = group.score();
    score.product = product;
    score.version = version;
    score.period = periods[period];
    if (by == By::channel) score.channel = static_cast<catalogue::ChannelKind>(channel);
    out.push_back(std::move(score));
  }
  return out;
}

}  // namespace sas::promises
