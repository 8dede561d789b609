#include "promises/scores.h"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <unordered_map>

namespace sas::promises {
namespace {

// The 97.5th percentile of the normal distribution.
constexpr double z95 = 1.959963984540054;
constexpr std::uint64_t all_channels = 255;

bool is_due(const Fact& fact, Date today) {
  if (fact.promised >= today) return false;
  return fact.end != End::withdrawn || *fact.closed > fact.promised;
}

bool is_kept(const Fact& fact) { return fact.end == End::decided && *fact.closed <= fact.promised; }

// Product, version, channel and area in one number.
std::uint64_t group_of(const Fact& fact, std::uint64_t channel, std::uint64_t area) {
  return static_cast<std::uint64_t>(fact.product) << 48 | static_cast<std::uint64_t>(fact.version) << 32 | channel << 16 | area;
}

// The cases of one score.
struct Group {
  std::int64_t due = 0;
  std::int64_t kept = 0;
  std::int64_t open = 0;
  Cells law, felt;
  Waited waited{};

  void add(const Fact& fact, Date today, const Waited& waited_for) {
    ++due;
    if (is_kept(fact)) ++kept;
    if (fact.end == End::open) ++open;
    // Who takes a case back after the promised day ended the waiting, but not by a decision: it is censored there.
    const auto state = fact.end == End::decided ? Lasted::State::ended : Lasted::State::open;
    felt.add({state, fact.days_until(today)});
    law.add({state, fact.days_in_law(today)});
    for (std::size_t i = 0; i < cause_count; ++i) waited[i] += waited_for[i];
  }
};

Score score_of(std::uint64_t key, const Group& group, const Period& period, const Names& names) {
  Score out;
  out.product = ProductId(names.text(static_cast<std::uint16_t>(key >> 48)));
  out.version = static_cast<int>(key >> 32 & 0xFFFF);
  out.period = period;
  const std::uint64_t channel = key >> 16 & 0xFFFF;
  if (channel != all_channels) out.channel = static_cast<catalogue::ChannelKind>(channel);
  if ((key & 0xFFFF) != Names::none) out.area = names.text(static_cast<std::uint16_t>(key & 0xFFFF));
  out.due = group.due;
  out.kept = group.kept;
  out.open_overdue = group.open;
  out.share = static_cast<double>(group.kept) / static_cast<double>(group.due);
  out.interval = wilson(group.kept, group.due);
  out.law = group.law.list();
  out.felt = group.felt.list();
  out.median_days = days_within(out.law, 0.5);
  out.p90_days = days_within(out.law, 0.9);
  out.median_felt = days_within(out.felt, 0.5);
  out.p90_felt = days_within(out.felt, 0.9);
  out.waited = group.waited;
  return out;
}

using Groups = std::unordered_map<std::uint64_t, Group>;

void add_case(Groups& groups, const Facts& facts, const Fact& fact, Date today, const Waited& waited) {
  groups[group_of(fact, all_channels, Names::none)].add(fact, today, waited);
  groups[group_of(fact, static_cast<std::uint64_t>(fact.channel), Names::none)].add(fact, today, waited);
  if (!facts.names().text(fact.area).empty()) groups[group_of(fact, all_channels, fact.area)].add(fact, today, waited);
}

// A case that moved away from this month and back is listed twice.
std::vector<std::uint32_t> cases_of(const Facts& facts, const Period& period) {
  const auto listed = facts.promised_in(month_of(period.from));
  std::vector<std::uint32_t> out;
  for (const std::uint32_t place : listed) {
    const Date promised = facts.cases()[place].promised;
    if (promised >= period.from && promised < period.until) out.push_back(place);
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
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

std::vector<Score> scores(const Facts& facts, const Period& period, Date today, const Hindrances& hindrances) {
  const std::int64_t now = to_millis(start_of_day(today));
  Groups groups;
  for (const std::uint32_t place : cases_of(facts, period)) {
    const Fact& fact = facts.cases()[place];
    if (is_due(fact, today)) add_case(groups, facts, fact, today, facts.waited(fact, now, hindrances));
  }
  std::vector<Score> out;
  out.reserve(groups.size());
  for (const auto& [key, group] : groups) out.push_back(score_of(key, group, period, facts.names()));
  std::sort(out.begin(), out.end(), [](const Score& a, const Score& b) {
    return std::tie(a.product, a.version, a.area, a.channel) < std::tie(b.product, b.version, b.area, b.channel);
  });
  return out;
}

}  // namespace sas::promises
