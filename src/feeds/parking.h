#pragma once
#include <string_view>

#include "feeds/lines.h"
#include "feeds/reading.h"

/// Car parks as the national parking register (NPR, RDW) tells them. Series of a car park: npr/<uuid>/vacant, open,
/// full.
namespace sas::feeds {

/// How often a car park that works tells something. A value that changes less often than `parking_frozen_after` is
/// flagged; the longest honest pause in the months we have of the one Zwolle facility that works is an outage of 13
/// days.
inline constexpr std::chrono::seconds parking_every = std::chrono::hours{1};
inline constexpr std::chrono::seconds parking_frozen_after = std::chrono::days{3};

/// History as it was collected: timestamp,uuid,name,vacant,capacity,open,full,vacant_json_type. The time is that of
/// collection; the file does not say when a value was measured, so only the frozen rule can tell a dead series. Errors
/// `header-unknown`, and those of Lines and Sink.
[[nodiscard]] Result<Done> read_parking_history(Lines& lines, Sink& sink);

/// The state of one moment: {"timestamp", "facilities": {uuid: {...}}}. Measured at `lastUpdated` (epoch seconds, as
/// number or text), collected at `timestamp`; a facility whose own time is over three intervals behind gets
/// quality::stale. A row is a facility. Errors `json-invalid`, `document-unknown`.
[[nodiscard]] Result<Done> read_parking_state(std::string_view text, Sink& sink);

}  // namespace sas::feeds
