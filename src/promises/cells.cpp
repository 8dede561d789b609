#include "promises/cells.h"

namespace sas::promises {
namespace {

constexpr double rounding = 1e-9;

}  // namespace

void Cells::add(const Lasted& lasted) {
  const auto day = static_cast<std::size_t>(lasted.days);
  if (day >= by_day_.size()) by_day_.resize(day + 1);
  DayCount& cell = by_day_[day];
  ++(lasted.state == Lasted::State::ended ? cell.ended : cell.open);
}

std::vector<DayCount> Cells::list() const {
  std::vector<DayCount> out;
  for (std::size_t day = 0; day < by_day_.size(); ++day)
    if (by_day_[day].ended + by_day_[day].open > 0) out.push_back({static_cast<int>(day), by_day_[day].ended, by_day_[day].open});
  return out;
}

// On one day those that end go before those that are still open: who is open at day 5 took at least 5 days.
std::optional<int> days_within(std::span<const DayCount> cells, double share) {
  std::int64_t at_risk = 0;
  for (const DayCount& cell : cells) at_risk += cell.ended + cell.open;
  double waiting = 1;
  for (const DayCount& cell : cells) {
    waiting = waiting * (static_cast<double>(at_risk - cell.ended) / static_cast<double>(at_risk));
    at_risk -= cell.ended + cell.open;
    if (1 - waiting >= share - rounding) return cell.days;
  }
  return std::nullopt;
}

std::optional<int> days_within(std::span<const Lasted> lasted, double share) {
  Cells cells;
  for (const Lasted& one : lasted) cells.add(one);
  return days_within(cells.list(), share);
}

}  // namespace sas::promises
