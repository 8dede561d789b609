#pragma once
#include <string>

#include "base/result.h"
#include "lake/manifest.h"

namespace sas::lake::duck {
class Connection;
}

/// One moment of a lake as files that stand still: what backups are made of.
namespace sas::lake {

/// Writes into `target`, a new folder below that of the lake: the sealed files and what was set aside as further names
/// of the same bytes (they never change), the manifest, and the tables of the engine as Parquet in `tables/`, all of
/// one transaction of the connection. The list of files must not change meanwhile. Throws duck::Fault and
/// std::system_error.
void write_snapshot(duck::Connection& connection, const std::string& folder, const Manifest& manifest,
                    const std::string& target);

/// Makes a lake of such a folder. `lake` is made, and must not be there or be empty; nothing stands there before all
/// of it does. Errors `lake-not-empty`, `lake-damaged` (the snapshot is not whole), `lake-full`, `lake-lost`.
[[nodiscard]] Result<Done> restore_snapshot(const std::string& snapshot, const std::string& lake);

}  // namespace sas::lake
