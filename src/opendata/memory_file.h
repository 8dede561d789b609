#pragma once
#include <sys/mman.h>
#include <unistd.h>

#include <string>
#include <string_view>

/// Bytes with a path and no place on any disk: for what is looked at and not kept. Of this room only.
namespace sas::opendata {

class MemoryFile {
 public:
  explicit MemoryFile(std::string_view content) : file_(::memfd_create("look", MFD_CLOEXEC)) {
    while (file_ >= 0 && !content.empty()) {
      const ssize_t written = ::write(file_, content.data(), content.size());
      if (written <= 0) return;
      content.remove_prefix(static_cast<std::size_t>(written));
    }
    is_whole_ = file_ >= 0;
  }
  ~MemoryFile() {
    if (file_ >= 0) ::close(file_);
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  /// False when there was no memory for it.
  [[nodiscard]] bool is_whole() const { return is_whole_; }
  [[nodiscard]] std::string path() const { return "/proc/self/fd/" + std::to_string(file_); }

 private:
  int file_;
  bool is_whole_ = false;
};

}  // namespace sas::opendata
