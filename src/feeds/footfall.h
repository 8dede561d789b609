#pragma once
#include <string_view>

#include "feeds/lines.h"
#include "feeds/reading.h"

/// Counts of people in a street, hour by hour. Only totals come in; nothing of a person.
namespace sas::feeds {

/// Leeds: local hours (Europe/London), each day written with 24 of them. The hour that the clock skips in spring does
/// not exist and its row is refused (`time-does-not-exist`); the hour that comes twice in autumn is one row, so its
/// interval is two hours. Date comes in two formats in one column; NewDate must say the same (`dates-differ`). Series:
/// leeds/<camera>/count. Errors `header-unknown`, and those of Lines and Sink.
[[nodiscard]] Result<Done> read_footfall_leeds(Lines& lines, Sink& sink);

/// Melbourne, history: Sensor,Date_Time,Date,Time,Count. Date_Time is UTC; Date and Time are local and must say the
/// same moment (`times-differ`). Series: melbourne/<sensor>/count.
[[nodiscard]] Result<Done> read_footfall_melbourne(Lines& lines, Sink& sink);

/// Melbourne, the answer of the city's API: minutes of the past hour, two directions. sensing_datetime (UTC) counts;
/// sensing_date and sensing_time must say the same local time; the total must be the sum (`sum-wrong`). A row is an
/// item of `results`. Series: melbourne/location-<id>/direction-1, direction-2, total. Errors `json-invalid`,
/// `document-unknown`.
[[nodiscard]] Result<Done> read_footfall_melbourne_api(std::string_view text, Sink& sink);

}  // namespace sas::feeds
