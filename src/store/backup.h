#pragma once
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "base/time.h"
#include "store/store.h"

/// Backup and restore in one portable format, so that a backup of one engine can be restored into the other: that is
/// also how a city moves from SQLite to PostgreSQL. A backup is a folder with records.jsonl (a line naming a table and
/// its columns, then a line with the values of each row; bytes as {"base64": "…"}) and manifest.json, which is written
/// last and holds the checksum.
namespace sas::store {

struct BackupReport {
  std::int64_t tables = 0;
  std::int64_t rows = 0;
  std::int64_t bytes = 0;
  std::string sha256;  ///< of records.jsonl, hexadecimal
};

/// Copies one moment of the store while reading and writing go on. Errors `backup-exists`, `backup-failed` (disk) and
/// those of read().
Result<BackupReport> backup(Store& store, const std::filesystem::path& folder, const Clock& clock);

/// Checks a backup against its manifest. Errors `backup-missing`, `backup-damaged`.
Result<BackupReport> verify_backup(const std::filesystem::path& folder);

/// Fills an empty store. A backup made by an older program is loaded into the schema of its time and then migrated.
/// Errors: those of verify_backup() and open(), `store-not-empty`, `store-schema-newer`. After a failure the target is
/// of no use.
Result<BackupReport> restore(const std::filesystem::path& folder, const OpenOptions& target,
                             std::span<const Migration> migrations);

}  // namespace sas::store
