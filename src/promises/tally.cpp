#include "promises/tally.h"

#include <algorithm>

namespace sas::promises {
namespace {

constexpr double rounding = 1e-9;

}  // namespace

void Tally::add(int length) {
  const int at = std::clamp(length, 0, longest);
  ++ended_[static_cast<std::size_t>(at)];
  ++total_;
  top_ = std::max(top_, at);
}

void Tally::remove(int length) {
  --ended_[static_cast<std::size_t>(std::clamp(length, 0, longest))];
  --total_;
}

std::optional<int> Tally::within(double share, std::span<const int> open, int beyond) const {
  std::vector<int> still(static_cast<std::size_t>(top_) + 1, 0);
  int at_risk = 0;
  for (const int length : open) {
    if (length <= beyond) continue;
    ++at_risk;
    if (length <= top_) ++still[static_cast<std::size_t>(std::max(0, length))];
  }
  for (int length = std::max(0, beyond + 1); length <= top_; ++length) at_risk += ended_[static_cast<std::size_t>(length)];
  double waiting = 1;
  for (int length = std::max(0, beyond + 1); length <= top_ && at_risk > 0; ++length) {
    const int ended = ended_[static_cast<std::size_t>(length)];
    // On one length those that end go before those that are still open: who is open at 5 lasts at least 5.
    waiting *= 1 - static_cast<double>(ended) / at_risk;
    if (1 - waiting >= share - rounding) return length;
    at_risk -= ended + still[static_cast<std::size_t>(length)];
  }
  return std::nullopt;
}

}  // namespace sas::promises
