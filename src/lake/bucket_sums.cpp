#include "lake/bucket_sums.h"

#include <algorithm>
#include <cmath>

namespace sas::lake {

namespace {

/// Between the two nearest values, as PERCENTILE_CONT of SQL:2003 does it. `sorted` is not empty.
double percentile(const std::vector<double>& sorted, double part) {
  const double place = part * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(std::floor(place));
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return std::lerp(sorted[below], sorted[above], place - static_cast<double>(below));
}

bool says_something(const Bucket& bucket) {
  return bucket.count > 0 || bucket.left_out > 0;
}

/// Gives buckets without a value the mean on the line between their neighbours that have one. Nothing is made up before
/// the first or after the last.
void interpolate(std::vector<Bucket>& buckets) {
  std::size_t known = buckets.size();
  for (std::size_t i = 0; i < buckets.size(); ++i) {
    if (buckets[i].count == 0) continue;
    for (std::size_t gap = known + 1; known < i && gap < i; ++gap) {
      const double length = static_cast<double>((buckets[i].from - buckets[known].from).count());
      const double place = static_cast<double>((buckets[gap].from - buckets[known].from).count()) / length;
      buckets[gap].mean = std::lerp(*buckets[known].mean, *buckets[i].mean, place);
    }
    known = i;
  }
}

}  // namespace

BucketSums::BucketSums(const BucketQuery& query, std::vector<Moment> borders)
    : query_(query), borders_(std::move(borders)), sums_(borders_.size() - 1) {}

std::size_t BucketSums::index_of(Moment time) {
  if (time < borders_[near_] || time >= borders_[near_ + 1]) {
    const auto after = std::upper_bound(borders_.begin(), borders_.end(), time);
    near_ = static_cast<std::size_t>(after - borders_.begin()) - 1;
  }
  return near_;
}

void BucketSums::add(Moment time, double value, std::uint32_t quality) {
  if (time < query_.from || time >= query_.until) return;
  Sum& sum = sums_[index_of(time)];
  if ((quality & query_.without) != 0)
    ++sum.left_out;
  else
    reckon(sum, time, value);
}

void BucketSums::reckon(Sum& sum, Moment time, double value) const {
  if (sum.count == 0) {
    sum.min = sum.max = sum.first = sum.last = value;
    sum.first_time = sum.last_time = time;
  }
  ++sum.count;
  sum.min = std::min(sum.min, value);
  sum.max = std::max(sum.max, value);
  const double total = sum.sum + value;
  sum.lost += std::abs(sum.sum) >= std::abs(value) ? (sum.sum - total) + value : (value - total) + sum.sum;
  sum.sum = total;
  if (time < sum.first_time) {
    sum.first = value;
    sum.first_time = time;
  }
  if (time >= sum.last_time) {
    sum.last = value;
    sum.last_time = time;
  }
  if (!query_.percentiles.empty()) sum.values.push_back(value);
}

Bucket BucketSums::bucket(std::size_t index) {
  Sum& sum = sums_[index];
  Bucket out;
  out.from = borders_[index];
  out.until = borders_[index + 1];
  out.count = sum.count;
  out.left_out = sum.left_out;
  if (sum.count == 0) return out;
  out.min = sum.min;
  out.max = sum.max;
  out.first = sum.first;
  out.last = sum.last;
  out.sum = sum.sum + sum.lost;
  out.mean = *out.sum / static_cast<double>(sum.count);
  std::sort(sum.values.begin(), sum.values.end());
  for (const double part : query_.percentiles) out.percentiles.push_back(percentile(sum.values, part));
  return out;
}

std::vector<Bucket> BucketSums::finish() {
  std::vector<Bucket> out;
  for (std::size_t i = 0; i < sums_.size(); ++i) {
    Bucket one = bucket(i);
    if (query_.fill != BucketQuery::Fill::leave_out || says_something(one)) out.push_back(std::move(one));
  }
  if (query_.fill == BucketQuery::Fill::interpolate) interpolate(out);
  return out;
}

}  // namespace sas::lake
