#pragma once
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "sensing/registry_changes.h"
#include "sensorthings/model.h"

/// Values of a body as columns of the register. Pure.
namespace sas::sensorthings {

/// The observationType of every MultiDatastream (18-088 table 18).
inline constexpr std::string_view complex_observation =
    "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_ComplexObservation";

/// `value` may be absent; `body` is what it stands in, for what depends on another property. Error `body-invalid`,
/// whose detail begins with the name of the property.
[[nodiscard]] Result<store::Value> column_value(const Property& property, const json::Value* value,
                                                const json::Object& body);
/// Adds `kind` and `unit_symbol` to the columns of a Datastream that name observation_type or unit.
void add_kind(sensing::Columns& columns);
[[nodiscard]] std::size_t size_of_list(const json::Object& body, std::string_view name);

}  // namespace sas::sensorthings
