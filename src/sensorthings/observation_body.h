#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "lake/observation.h"
#include "sensing/registry.h"
#include "sensorthings/json_cursor.h"
#include "sensorthings/times.h"

/// An Observation as somebody sends it (18-088 table 14), read without a tree of JSON.
namespace sas::sensorthings {

/// What stood in the body. Views point into it.
struct ObservationBody {
  std::optional<Time> phenomenon;
  std::optional<lake::Moment> result_time;
  std::optional<std::string_view> result;  ///< JSON; none when it was absent
  std::string extra;                       ///< JSON object of resultQuality, validTime and parameters; or empty
  std::optional<std::int64_t> series;      ///< of Datastream or MultiDatastream
  enum class Named { neither, datastream, multi } named = Named::neither;
  std::optional<std::int64_t> feature;          ///< of FeatureOfInterest, by number
  std::optional<std::string_view> new_feature;  ///< a FeatureOfInterest to be made
};

/// One property of an Observation. `name` is decoded. Errors `body-invalid` with name and reason.
[[nodiscard]] Result<Done> read_observation_member(JsonCursor& in, std::string_view name, ObservationBody& out);
/// The object that comes next. Errors `body-invalid`.
[[nodiscard]] Result<ObservationBody> read_observation_body(JsonCursor& in);

/// The Observation for a series: its result in the type of the series. `now` stands in for an absent phenomenonTime
/// (18-088 clause 8.2.7). Errors `result-type`, `result-missing`.
[[nodiscard]] Result<lake::Observation> to_observation(const ObservationBody& body, const sensing::Series& series,
                                                       lake::Moment now);
/// Sets the result of an Observation from JSON. Error `result-type`.
[[nodiscard]] Result<Done> set_result(lake::Observation& out, std::string_view json, const sensing::Series& series);

}  // namespace sas::sensorthings
