#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "lake/observation.h"
#include "sensorthings/observation_json.h"
#include "sensorthings/record_query.h"
#include "sensorthings/resource_path.h"

/// Finding Observations in the lake.
namespace sas::sensorthings {

/// What to look among; both empty: everything the asker may see.
struct ObservationScope {
  std::optional<std::int64_t> series;
  std::optional<std::int64_t> feature;
};

struct FoundObservations {
  std::vector<lake::Observation> observations;
  bool more = false;
  std::optional<std::int64_t> total;
};

/// One page. Of options: filter, order, top, skip, count; `top` must be set. Errors as find().
[[nodiscard]] Result<FoundObservations> find_observations(const ReadParts& parts, const ObservationScope& scope,
                                                          const Options& options);
/// A page for each of these series, in one question; the newest one alone is known without asking.
[[nodiscard]] Result<std::map<std::int64_t, FoundObservations>> find_of_series(const ReadParts& parts,
                                                                               const std::vector<std::int64_t>& series,
                                                                               const Options& options);
/// None when it does not exist or may not be seen.
[[nodiscard]] Result<std::optional<lake::Observation>> observation_of(const ReadParts& parts,
                                                                      const ObservationKey& key);

/// How to write the results of these series; those that may not be seen are left out.
[[nodiscard]] std::map<std::int64_t, SeriesForm> forms_of(const ReadParts& parts,
                                                          const std::vector<std::int64_t>& series);
/// The feature of interest that an Observation is about; none when there is none.
[[nodiscard]] std::optional<std::int64_t> feature_of(const ReadParts& parts, const lake::Observation& observation);

}  // namespace sas::sensorthings
