#pragma once
#include "opendata/house_sources.h"

/// One function for each source. Of this room only.
namespace sas::opendata {

using MadeSource = Result<std::unique_ptr<Source>>;

/// What came of the promises, by month, product, channel and neighbourhood.
[[nodiscard]] MadeSource promise_results(const SourceParts& parts);
/// Where the time of cases went, in per cent.
[[nodiscard]] MadeSource wait_causes(const SourceParts& parts);
/// Promises about the service itself, by month.
[[nodiscard]] MadeSource service_results(const SourceParts& parts);
[[nodiscard]] MadeSource product_list(const SourceParts& parts);
/// Reports about public space, by month of receipt and neighbourhood.
[[nodiscard]] MadeSource public_space_reports(const SourceParts& parts);
/// The meters that are open; of a resident's meter neither name nor place.
[[nodiscard]] MadeSource sensor_list(const SourceParts& parts);
/// The lists of areas by which the city is divided, with their borders.
[[nodiscard]] MadeSource area_lists(const SourceParts& parts);
/// Hours of the series that the declaration names, in order of series and hour. Read as the gate takes them.
[[nodiscard]] MadeSource measured_hours(const SourceParts& parts, const Measured& wanted);

}  // namespace sas::opendata
