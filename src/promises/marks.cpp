#include "promises/marks.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace sas::promises {
namespace {

struct Sums {
  std::int64_t invited = 0, answered = 0;
  double sum = 0, squares = 0;
};

// Normal approximation: fit for the hundreds of answers that are asked before a mark is shown.
std::optional<Interval> interval_of(const Sums& sums) {
  if (sums.answered < 2) return std::nullopt;
  const double n = static_cast<double>(sums.answered);
  const double mean = sums.sum / n;
  const double variance = std::max(0.0, (sums.squares - n * mean * mean) / (n - 1));
  const double half = 1.959963984540054 * std::sqrt(variance / n);
  return Interval{std::max(1.0, mean - half), std::min(10.0, mean + half)};
}

}  // namespace

std::vector<Mark> marks(std::span<const Opinion> opinions, const Period& period) {
  std::map<catalogue::ChannelKind, Sums> channels;
  for (const Opinion& opinion : opinions) {
    if (opinion.invited < period.from || opinion.invited >= period.until) continue;
    Sums& sums = channels[opinion.channel];
    ++sums.invited;
    if (!opinion.mark) continue;
    ++sums.answered;
    sums.sum += *opinion.mark;
    sums.squares += static_cast<double>(*opinion.mark) * *opinion.mark;
  }
  std::vector<Mark> out;
  for (const auto& [channel, sums] : channels) {
    Mark mark{channel, sums.invited, sums.answered, std::nullopt, std::nullopt, interval_of(sums)};
    mark.response = static_cast<double>(sums.answered) / static_cast<double>(sums.invited);
    if (sums.answered > 0) mark.mean = sums.sum / static_cast<double>(sums.answered);
    out.push_back(mark);
  }
  return out;
}

}  // namespace sas::promises
