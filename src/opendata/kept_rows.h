#pragma once
#include <string>

#include "opendata/csv_rows.h"
#include "releases/release.h"

/// Rows of bytes that were judged and kept. Of this room only.
namespace sas::opendata {

/// Hands over every row of the kept CSV at `path`, its header first, and hashes the very bytes it hands over: whoever
/// gets Done read what was judged. Errors: those of `take`, `file-unreadable`, and before all others `object-damaged`
/// (the bytes are no longer those of `kept`; what was made of the rows is not to be used).
[[nodiscard]] Result<Done> read_kept_csv(const std::string& path, const releases::File& kept, const TakeRow& take);

}  // namespace sas::opendata
