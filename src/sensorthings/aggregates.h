#pragma once
#include <string_view>

#include "sensorthings/read.h"

/// Time buckets on any Datastream: what 18-088 lacks (docs/sensorthings.md, "Aggregates").
namespace sas::sensorthings {

/// The answer to `…/Datastreams(1)/Aggregates?interval=PT5M&from=…&until=…`. `query` is raw. Errors `url-invalid` with
/// the parameter, `url-unknown`, and those of the lake.
[[nodiscard]] Result<Answer> read_aggregates(const ReadParts& parts, const ResourcePath& path, std::string_view query);

}  // namespace sas::sensorthings
