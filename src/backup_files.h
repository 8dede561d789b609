#pragma once
#include <filesystem>
#include <string>

#include "base/result.h"

/// The files of a backup and the list of their checksums, `SHA256SUMS` as `sha256sum --check` reads it. The list is
/// written last: a folder without it is no backup.
namespace sas {

/// Copies every file below `from` to `to`, with its mode; nothing when `from` is not there. Throws std::system_error.
void copy_tree(const std::filesystem::path& from, const std::filesystem::path& to);

/// Flushes what is in the folder and lists it. Returns the number of files. Throws std::system_error.
std::int64_t write_sums(const std::filesystem::path& folder);

/// True when the folder has a list.
[[nodiscard]] bool has_sums(const std::filesystem::path& folder);
/// Reads every file. Error `backup-damaged`: a file is missing, more, or not what the list says; detail names it.
/// Throws std::system_error.
[[nodiscard]] Result<std::int64_t> check_sums(const std::filesystem::path& folder);

}  // namespace sas
