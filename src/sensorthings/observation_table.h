#pragma once
#include <string>
#include <string_view>

#include "sensorthings/observation_query.h"
#include "sensorthings/read.h"

namespace sas::sensorthings {

/// Observations as rows: `$resultFormat=dataArray` of 18-088 clause 12.1, grouped by Datastream, or CSV.
[[nodiscard]] Result<Answer> observation_table(const ReadParts& parts, std::string_view base,
                                               const FoundObservations& found, const Options& options,
                                               std::string_view next);

}  // namespace sas::sensorthings
