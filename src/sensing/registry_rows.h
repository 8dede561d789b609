#pragma once
#include <string>
#include <string_view>

#include "sensing/registry.h"

/// How the register writes down what a series measures.
namespace sas::sensing {

[[nodiscard]] std::string_view to_text(SeriesDescription::Kind kind);
/// Of a text that the register itself wrote; anything else is `json`.
[[nodiscard]] SeriesDescription::Kind series_kind(std::string_view text);
/// The observationType of 18-088 table 12; `text` and `json` are OM_Observation.
[[nodiscard]] std::string_view observation_type(SeriesDescription::Kind kind);
/// {"name":…,"symbol":…,"definition":…}, with null for what is empty (18-088 table 11).
[[nodiscard]] std::string unit_json(std::string_view name, std::string_view symbol, std::string_view definition);
/// A GeoJSON point.
[[nodiscard]] std::string point_json(double longitude, double latitude);

}  // namespace sas::sensing
