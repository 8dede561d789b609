#pragma once
#include <span>

#include "lake/duck.h"
#include "lake/manifest.h"

namespace sas::lake {

/// Makes the tables of the engine agree with the manifest, in one transaction: rows that are in a newly listed file
/// leave the hot table, files that are no longer listed leave the list that questions go by. Does nothing when they
/// agree, so that it may be repeated after a crash. A value that came in while the file of its day was being written,
/// and has a key that the file has too, goes before that of the file. Throws duck::Fault. Returns the number of hot
/// rows that left.
std::int64_t apply_manifest(duck::Connection& connection, const std::string& folder, const Manifest& manifest);

/// Remembers these as newest values of their series, where they are. In one transaction; throws duck::Fault.
void keep_newest_rows(duck::Connection& connection, std::span<const Observation> rows);

/// Finds the newest values of all series in the sealed files: for a lake whose tables are new while its files are not.
/// Throws duck::Fault.
void find_newest_in_files(duck::Connection& connection, const std::string& folder);

}  // namespace sas::lake
