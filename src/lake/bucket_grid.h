#pragma once
#include <vector>

#include "base/result.h"
#include "lake/lake.h"

namespace sas::lake {

/// No answer has more buckets than this.
inline constexpr std::size_t most_buckets = 100'000;

/// The borders of the buckets of a question: bucket i runs from border i to border i + 1, and the first and the last
/// reach at least over `from` and `until`. Seconds, minutes and hours are counted from midnight in the zone and start
/// anew at the next midnight, so that six-hour buckets begin at 0, 6, 12 and 18 also in winter; on the two days of the
/// clock change the last one is an hour shorter, or there is one of an hour more. Days count from 1970-01-01, weeks
/// from a Monday, months from January. Error `bucket-invalid` with the field that is wrong.
[[nodiscard]] Result<std::vector<Moment>> bucket_borders(const BucketQuery& query);

}  // namespace sas::lake
