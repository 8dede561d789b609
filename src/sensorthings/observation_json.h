#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "lake/observation.h"
#include "sensing/registry.h"
#include "sensorthings/resource_path.h"
#include "sensorthings/selection.h"

/// Observations as SensorThings JSON: for answers, and for whoever subscribed to them.
namespace sas::sensorthings {

/// What must be known of the series of an Observation to write it.
struct SeriesForm {
  sensing::SeriesDescription::Kind kind = sensing::SeriesDescription::Kind::json;
  bool is_multi = false;
};
[[nodiscard]] inline SeriesForm form_of(const sensing::Series& series) {
  return {series.kind, series.is_multi};
}

/// The result as JSON: a number, true or false, a text, or what the device sent; null when there is none.
void append_result(std::string& out, const lake::Observation& observation, const SeriesForm& form);
/// One property by its name in the standard; null when it is absent. Appends.
void append_observation_property(std::string& out, const lake::Observation& observation, const SeriesForm& form,
                                 std::string_view name);

/// One Observation. `base` is the address of the service without a slash at the end, e.g.
/// "https://data.example.nl/sta/v1.1". `expanded` holds JSON of navigations to put in, by name. Appends.
void append_observation(std::string& out, const lake::Observation& observation, const SeriesForm& form,
                        std::string_view base, const Selection& selection,
                        const std::map<std::string, std::string>& expanded);

/// The whole Observation without anything expanded, as a subscriber on MQTT gets it (18-088 clause 14.2).
[[nodiscard]] std::string observation_json(const lake::Observation& observation, const SeriesForm& form,
                                           std::string_view base);

}  // namespace sas::sensorthings
