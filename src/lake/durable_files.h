#pragma once
#include <filesystem>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

/// Files that must survive a power failure. Everything throws std::system_error with the path.
namespace sas::lake {

/// The content of the file is on the disk after this.
void flush_file(const std::filesystem::path& file);
/// Names in the folder are on the disk after this.
void flush_folder(const std::filesystem::path& folder);
/// Makes the folder and those above it below `root`, each flushed.
void make_folders(const std::filesystem::path& root, const std::filesystem::path& below);
/// These files and their names, with all folders on the way from `root`, are on the disk after this. Few are flushed
/// one by one; of many the whole file system at once, which costs one wait for the disk and not one for each.
void flush_files(const std::filesystem::path& root, std::span<const std::string> below);
/// Gives a flushed file its final name; the name is on the disk after this.
void rename_durably(const std::filesystem::path& from, const std::filesystem::path& to);
/// Replaces the file with new content: whoever reads sees the old or the new one, also after a crash.
void replace_file(const std::filesystem::path& file, std::string_view content);
[[nodiscard]] std::string read_whole(const std::filesystem::path& file);
/// SHA-256 of the content, hexadecimal.
[[nodiscard]] std::string sum_of(const std::filesystem::path& file);

}  // namespace sas::lake
