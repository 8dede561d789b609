#pragma once
#include <span>
#include <vector>

#include "lake/lake.h"

namespace sas::lake {

/// Reckons buckets from single values, in any order. Not thread-safe.
class BucketSums {
 public:
  /// `borders` as of bucket_borders().
  BucketSums(const BucketQuery& query, std::vector<Moment> borders);
  /// A value with its flags; one outside the question is ignored.
  void add(Moment time, double value, std::uint32_t quality);
  [[nodiscard]] std::vector<Bucket> finish();

 private:
  struct Sum {
    std::int64_t count = 0;
    std::int64_t left_out = 0;
    double min = 0, max = 0, first = 0, last = 0;
    double sum = 0, lost = 0;  ///< Neumaier's sum: what rounding lost is added at the end
    Moment first_time{}, last_time{};
    std::vector<double> values;  ///< only when percentiles are asked
  };
  [[nodiscard]] std::size_t index_of(Moment time);
  void reckon(Sum& sum, Moment time, double value) const;
  [[nodiscard]] Bucket bucket(std::size_t index);

  const BucketQuery query_;
  const std::vector<Moment> borders_;
  std::vector<Sum> sums_;
  std::size_t near_ = 0;  ///< bucket of the value before this one
};

}  // namespace sas::lake
