#pragma once
#include "feeds/lines.h"
#include "feeds/reading.h"

namespace sas::feeds {

/// Export of WISKI (KISTERS), as water authorities give it: "#key;value" lines, "#Timestamp;Value;…", then rows with
/// moments that carry their offset. One series: wiski/<station_no>/<ts_id>. The quality code of the source goes along
/// in `extra`. Errors `header-unknown`; `rows-missing` after reading when "#rows" says another count; and those of
/// Lines and Sink.
[[nodiscard]] Result<Done> read_wiski(Lines& lines, Sink& sink);

}  // namespace sas::feeds
