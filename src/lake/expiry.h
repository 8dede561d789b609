#pragma once
#include <map>
#include <string>
#include <vector>

#include "lake/duck.h"
#include "lake/lake.h"
#include "lake/manifest.h"

namespace sas::lake {

/// Files of the manifest whose class has ended for their day.
[[nodiscard]] std::vector<SealedFile> expired_files(const Manifest& manifest, Instant now);

/// Takes rows that are past the term of their series out of the hot table, the history and the newest values: what is
/// kept shorter than until its day is sealed, and what only the engine knows of sealed days. In one transaction; throws
/// duck::Fault. Returns what left the hot table, by class and day; their sum is empty, for there was no file.
[[nodiscard]] std::vector<Lake::Dropped> drop_expired_rows(duck::Connection& connection, Instant now);

}  // namespace sas::lake
