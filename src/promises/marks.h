#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "promises/facts.h"
#include "promises/scores.h"

/// What people thought of it, as figures. Pure.
namespace sas::promises {

struct Mark {
  catalogue::ChannelKind channel = catalogue::ChannelKind::digital;  ///< in which the case came in
  std::int64_t invited = 0;
  std::int64_t answered = 0;
  std::optional<double> response;      ///< answered of invited, 0..1; none when nobody was invited
  std::optional<double> mean;          ///< none when nobody answered
  std::optional<Interval> interval;    ///< of the mean, 95%, within 1..10; none for fewer than two answers
};

/// One for each channel in which somebody was invited in the period.
[[nodiscard]] std::vector<Mark> marks(std::span<const Opinion> opinions, const Period& period);

/// With fewer answers the uncertainty of a mark is larger than 0.2 and a figure such as "8,0" says more than we know.
inline constexpr std::int64_t fewest_marks = 300;

}  // namespace sas::promises
