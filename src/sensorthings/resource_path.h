#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "lake/observation.h"
#include "sensorthings/model.h"

/// The path part of an address: 18-088 clause 9.2, resource paths.
namespace sas::sensorthings {

/// What an Observation is known by; its @iot.id is text made of these, e.g. "17-1717243200000000": series, time,
/// then the end of the interval when there is one, and "f" with the feature when it is not that of the series.
struct ObservationKey {
  lake::SeriesId series{};
  lake::Moment time{};
  std::optional<lake::Moment> until;
  std::int64_t feature = 0;
  friend bool operator==(const ObservationKey&, const ObservationKey&) = default;
};
[[nodiscard]] std::string to_text(const ObservationKey& key);
[[nodiscard]] std::optional<ObservationKey> parse_observation_key(std::string_view text);
[[nodiscard]] ObservationKey key_of(const lake::Observation& observation);

/// One step: a set or a navigation, perhaps with the key of one entity.
struct Step {
  const EntityType* type = nullptr;
  const Navigation* by = nullptr;  ///< how it was reached; none for the first step
  std::optional<std::int64_t> id;
  std::optional<ObservationKey> observation;  ///< instead of id, for Observations
  [[nodiscard]] bool has_key() const { return id || observation; }
};

/// What is asked of the last step.
enum class Ask { entities, refs, property, raw_value, aggregates };

struct ResourcePath {
  std::vector<Step> steps;  ///< at least one
  Ask ask = Ask::entities;
  const Property* property = nullptr;  ///< for property and raw_value
  std::vector<std::string> inside;     ///< further names inside the property: properties/owner
  [[nodiscard]] const Step& last() const { return steps.back(); }
  /// One entity rather than a list of them.
  [[nodiscard]] bool is_one() const { return last().has_key() || (last().by != nullptr && !last().by->is_many()); }
};

/// "Things(1)/Datastreams/$ref", decoded, without a slash in front. Errors `url-unknown` (kind not_found) with the
/// segment that leads nowhere, `url-invalid`, `url-too-complex`.
[[nodiscard]] Result<ResourcePath> parse_resource_path(std::string_view path);

}  // namespace sas::sensorthings
