#include "lake/chart.h"

#include <array>

namespace sas::lake {

namespace {

using Unit = BucketQuery::Unit;
using std::chrono::seconds;

struct Step {
  Unit unit;
  int count;
  seconds shortest;  ///< a day of 23 hours, a month of 28 days
};

constexpr std::int64_t hour = 3'600;
constexpr std::int64_t day = 23 * hour;
constexpr std::int64_t month = 28 * 24 * hour - hour;

/// Lengths that people know from a clock and a calendar.
constexpr std::array steps{Step{Unit::second, 1, seconds{1}},        Step{Unit::second, 5, seconds{5}},
                           Step{Unit::second, 15, seconds{15}},      Step{Unit::minute, 1, seconds{60}},
                           Step{Unit::minute, 5, seconds{300}},      Step{Unit::minute, 15, seconds{900}},
                           Step{Unit::hour, 1, seconds{hour}},       Step{Unit::hour, 3, seconds{3 * hour}},
                           Step{Unit::hour, 6, seconds{6 * hour}},   Step{Unit::day, 1, seconds{day}},
                           Step{Unit::week, 1, seconds{7 * day}},    Step{Unit::month, 1, seconds{month}},
                           Step{Unit::month, 3, seconds{3 * month}}, Step{Unit::month, 12, seconds{12 * month}}};

}  // namespace

BucketQuery chart_query(SeriesId series, const TimeScope& scope, std::int64_t most_points) {
  BucketQuery out;
  out.series = series;
  out.from = scope.from;
  out.until = scope.until;
  for (const Step& step : steps) {
    out.unit = step.unit;
    out.count = step.count;
    // One more than divides: the first and the last bucket may be partly in the time.
    if ((scope.until - scope.from) / step.shortest + 1 <= most_points) break;
  }
  return out;
}

}  // namespace sas::lake
