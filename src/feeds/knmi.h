#pragma once
#include "feeds/lines.h"
#include "feeds/reading.h"

/// Files of the Royal Netherlands Meteorological Institute. Numbers are whole, often tenths; blanks are missing; days
/// and hours are UTC. Series: knmi/<station>/day/<column>, knmi/<station>/hour/<column>.
namespace sas::feeds {

/// What a -1 in RH, RHX and SQ stands for: more than 0 and less than 0.05. Half-way has the smallest error; the reading
/// is flagged quality::repaired and says {"below":0.05} in `extra`.
inline constexpr double knmi_trace = 0.025;

/// Day values (etmgeg_NNN.txt): prose, then "# STN,YYYYMMDD,…", then rows. The interval is the day 0-24 UT. Errors
/// `header-unknown` (also for a column nobody knows: it is named), and those of Lines and Sink.
[[nodiscard]] Result<Done> read_knmi_days(Lines& lines, Sink& sink);
/// Hour values (uurgeg_NNN_….txt): "# STN,YYYYMMDD,   HH,…"; hour 5 is 04-05 UT.
[[nodiscard]] Result<Done> read_knmi_hours(Lines& lines, Sink& sink);
/// Rain stations (neerslaggeg_NAME_NNN.txt): RD is the sum of 24 hours until 08 UTC of its date, in
/// knmi/rain/<station>/rd; SX is the snow at 08 UTC: centimetres in …/snow-depth, and the classes 997-999 as text in
/// …/snow-cover.
[[nodiscard]] Result<Done> read_knmi_rain(Lines& lines, Sink& sink);

}  // namespace sas::feeds
