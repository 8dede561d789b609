#pragma once
#include <string>

#include "sensorthings/lake_sql.h"
#include "sensorthings/record_query.h"

/// Conditions on Observations as SQL of the lake. What a condition says of the Datastream, its Thing or the feature is
/// asked of the records first and goes in as a set of numbers.
namespace sas::sensorthings {

/// Errors `url-invalid`, `filter-mixed`, `filter-too-wide`.
[[nodiscard]] Result<std::string> lake_condition(const ReadParts& parts, const Expression& filter, LakeSql& sql);
/// " ORDER BY …"; by series and time when nothing else is asked.
[[nodiscard]] Result<std::string> lake_order(const std::vector<OrderBy>& order, Moment now, LakeSql& sql);
/// What the asker may see: " AND series_id IN …"; for who may see everything, all but what was removed.
/// Counts too small to be told to outsiders are not among it.
[[nodiscard]] Result<std::string> lake_visible(const ReadParts& parts, LakeSql& sql);

/// The last of these by itself, for series that are known to be visible: " AND (quality …) = 0", or nothing.
[[nodiscard]] std::string lake_told(const Access& access);
/// The same for a value at hand.
[[nodiscard]] bool is_told(const Access& access, const lake::Observation& observation);

/// Conditions on Observations somewhere in a filter on other entities, settled by asking the lake: what is left is
/// about the records alone.
[[nodiscard]] Result<Expression> settle_observations(const ReadParts& parts, const EntityType& type, Expression filter);

}  // namespace sas::sensorthings
