#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sensorthings/core.h"
#include "sensorthings/observation_json.h"

/// The way in for Observations, one or very many at a time.
namespace sas::sensorthings {

struct Observed {
  lake::Observation observation;
  SeriesForm form;
};

/// The series that an address names: "Datastreams(1)/Observations".
struct Addressed {
  std::int64_t series = 0;
  ObservationBody::Named named = ObservationBody::Named::datastream;
};

/// One Observation. Where the address names the series the body may leave it out. Errors
/// `body-invalid`, `result-type`, `url-unknown`, `sensor-forbidden` and those of refusal() and the lake.
[[nodiscard]] Result<Observed> observe_one(Core& core, const Access& access, std::string_view body,
                                           const std::optional<Addressed>& address);
/// The same up to the intake: what is left is to make it durable. None when more has to be written first, because it
/// names a FeatureOfInterest; then observe_one() is the way.
[[nodiscard]] Result<std::optional<Observed>> read_plain(Core& core, const Access& access, std::string_view body,
                                                         const std::optional<Addressed>& address);
/// The same up to the intake, for doors that hand in many together; without a FeatureOfInterest that is new.
[[nodiscard]] Result<Observed> read_one(Core& core, const Access& access, std::string_view body,
                                        const std::optional<Addressed>& address);

/// Observations that one CreateObservations takes; beyond it `too-many-observations` (413).
inline constexpr std::size_t most_observations = 300'000;

/// The body of CreateObservations (18-088 clause 12.2). The answer has the key of each row, or none where the row was
/// wrong or was refused. Errors `json-invalid` and `body-invalid` when the body as a whole cannot be read; then nothing
/// is stored.
[[nodiscard]] Result<std::vector<std::optional<ObservationKey>>> observe_rows(Core& core, const Access& access,
                                                                              std::string_view body);

}  // namespace sas::sensorthings
