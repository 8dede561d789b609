#pragma once
#include "feeds/lines.h"
#include "feeds/reading.h"

/// Files about the air.
namespace sas::feeds {

/// Day means of PM10 of the RIVM network: "Datum" and a column for each station, dd/mm/yy. Years 70-99 are of the
/// twentieth century. The interval is the Dutch day. Negative values are noise of the instrument at clean air: they are
/// kept and the rule min 0 flags them. Series: rivm/<station>/pm10. Errors `header-unknown`, and those of Lines and
/// Sink.
[[nodiscard]] Result<Done> read_pm10_days(Lines& lines, Sink& sink);

/// Hours of a station in Basel: `;` separated, units in the header, any order of rows. The first column is UTC; the
/// second is local text an hour ahead all year round (`times-differ` when it is not). The file does not say whether the
/// time is the begin or the end of the hour, so values are given as of that moment. Series: basel/100051/<name>. Errors
/// `header-unknown`, `unit-unknown`.
[[nodiscard]] Result<Done> read_basel_air(Lines& lines, Sink& sink);

}  // namespace sas::feeds
