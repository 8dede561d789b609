#pragma once
#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>

#include "base/result.h"

/// Files of the public store that survive a power failure. Everything throws DiskFault. Of this room only.
namespace sas::releases {

/// The disk did not do what was asked; never leaves the room.
class DiskFault : public std::runtime_error {
 public:
  DiskFault(int number, const std::string& what);
  /// `public-store-full` or `public-store-lost`.
  [[nodiscard]] Error error() const;

 private:
  int number_;
};

/// A file descriptor with its owner.
class OpenFile {
 public:
  /// Flags of open(2); new files are of the owner alone.
  OpenFile(const std::filesystem::path& path, int flags);
  ~OpenFile();
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  [[nodiscard]] int handle() const { return file_; }
  void flush() const;
  void write(std::string_view content) const;

 private:
  int file_;
  std::filesystem::path path_;
};

/// What tells one state of a file from another without reading it: a write changes the moment of change, and nobody but
/// the system sets that one.
struct FileState {
  std::uint64_t inode = 0, bytes = 0;
  std::int64_t modified = 0, changed = 0;  ///< nanoseconds since 1970
  friend bool operator==(const FileState&, const FileState&) = default;
};

[[nodiscard]] FileState state_of(const std::filesystem::path& path);
/// The content, at most `limit` bytes; longer is a fault.
[[nodiscard]] std::string read_whole(const std::filesystem::path& path, std::size_t limit);
/// The content from a place on.
[[nodiscard]] std::string read_from(const std::filesystem::path& path, std::uint64_t offset);
/// SHA-256 of the content, hexadecimal.
[[nodiscard]] std::string sum_of(const std::filesystem::path& path);
/// Names in the folder are on the disk after this.
void flush_folder(const std::filesystem::path& folder);
/// Makes the folder below one that is there, durably.
void make_folder(const std::filesystem::path& folder);
/// A file with that content appears under that name whole and read-only, durably; one of the same name gives way.
void put_file(const std::filesystem::path& path, std::string_view content);

}  // namespace sas::releases
