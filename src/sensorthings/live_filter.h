#pragma once
#include <optional>

#include "sensing/live.h"
#include "sensorthings/observation_json.h"
#include "sensorthings/observation_query.h"
#include "sensorthings/record_query.h"

/// A $filter held against values as they come in, without asking the lake.
namespace sas::sensorthings {

/// What a watcher wants. What the filter says of the Datastream, its Thing or the feature is asked of the records once,
/// when the watching begins; what it says of the Observation is reckoned for each. Pure after that; thread-safe.
class LiveFilter {
 public:
  /// Errors `url-invalid`, `filter-mixed`, `filter-too-wide`.
  [[nodiscard]] static Result<LiveFilter> of(const ReadParts& parts, const ObservationScope& scope,
                                             const std::optional<Expression>& filter);

  /// The series that may be seen and are in the scope.
  [[nodiscard]] const sensing::SeriesSet& series() const { return series_; }
  /// `form` and `home`, the feature that Observation::feature 0 means, are of its series.
  [[nodiscard]] bool matches(const lake::Observation& observation, const SeriesForm& form, std::int64_t home,
                             Moment now) const;

 private:
  sensing::SeriesSet series_;
  std::optional<std::int64_t> feature_;
  std::optional<Expression> filter_;
};

}  // namespace sas::sensorthings
