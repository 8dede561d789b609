#pragma once
#include "feeds/rows.h"

/// What the readers of KNMI files share.
namespace sas::feeds::knmi {

/// Passes over the prose until the line that begins (after "# ") with `start`; its column names. Error
/// `header-unknown`.
[[nodiscard]] Result<std::vector<std::string>> find_header(Lines& lines, std::string_view start);
/// What the series of one station share.
[[nodiscard]] sensing::SeriesDescription station_series(std::string_view group, std::int64_t station);

}  // namespace sas::feeds::knmi
