#pragma once
#include "lake/lake.h"

namespace sas::lake {

/// The question for a chart: the shortest buckets of a usual length with which the whole time has at most `most_points`
/// of them. Draw min and max of a bucket as well as the mean, and no peak is lost however long the time is.
[[nodiscard]] BucketQuery chart_query(SeriesId series, const TimeScope& scope, std::int64_t most_points = 500);

}  // namespace sas::lake
