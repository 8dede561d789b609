#pragma once
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <string>

namespace sas::lake {

/// Held while a lake is open: two programs, or two lakes of one program, on one folder would ruin it. The system lets
/// go of it when the program ends, however it ends.
class FolderLock {
 public:
  explicit FolderLock(const std::string& folder)
      : file_(::open((folder + "/lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)),
        is_ours_(file_ >= 0 && ::flock(file_, LOCK_EX | LOCK_NB) == 0) {}
  ~FolderLock() {
    if (file_ >= 0) ::close(file_);
  }
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;
  [[nodiscard]] bool is_ours() const { return is_ours_; }

 private:
  int file_;
  bool is_ours_;
};

}  // namespace sas::lake
