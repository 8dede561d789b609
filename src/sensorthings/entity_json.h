#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "sensorthings/record_query.h"
#include "sensorthings/selection.h"

/// Rows of the register as SensorThings JSON.
namespace sas::sensorthings {

/// The box around the features that observations of a series are about, as GeoJSON (18-088 table 10, observedArea).
[[nodiscard]] std::optional<std::string> observed_area(store::ReadTx& tx, std::int64_t series);

/// What the values tell of a Datastream.
struct Told {
  SeriesSpan span;
  std::optional<std::string> area;
};

/// The property as JSON, null when there is none. Appends.
void append_property(std::string& out, const EntityType& type, const Entity& entity, const Property& property,
                     const Told& told);
/// "https://…/Things(1)".
[[nodiscard]] std::string self_link(std::string_view base, const EntityType& type, std::int64_t id);
/// One entity; `expanded` holds JSON of navigations to put in, and of what belongs beside them, by member name.
/// Appends.
void append_entity(std::string& out, const EntityType& type, const Entity& entity, const Told& told,
                   std::string_view base, const Selection& selection,
                   const std::vector<std::pair<std::string, std::string>>& expanded);

}  // namespace sas::sensorthings
