#include "releases/store_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <vector>

#include "base/text.h"
#include "crypto/hash.h"

namespace sas::releases {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kPiece = std::size_t{1} << 18;
constexpr mode_t kReadOnly = 0444;

[[noreturn]] void failed(const std::string& what, const fs::path& path) {
  throw DiskFault(errno, what + " " + path.string());
}

template <typename Use>
void each_piece(const OpenFile& file, const fs::path& path, Use use) {
  std::vector<char> piece(kPiece);
  for (;;) {
    const ssize_t got = ::read(file.handle(), piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) failed("cannot read", path);
    if (got == 0) return;
    use(std::string_view(piece.data(), static_cast<std::size_t>(got)));
  }
}

std::int64_t nanoseconds(const timespec& time) {
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

}  // namespace

DiskFault::DiskFault(int number, const std::string& what)
    : std::runtime_error(what + ": " + std::generic_category().message(number)), number_(number) {}

Error DiskFault::error() const {
  const bool is_full = number_ == ENOSPC || number_ == EDQUOT;
  return {ErrorKind::unavailable, is_full ? "public-store-full" : "public-store-lost", what(), {}};
}

OpenFile::OpenFile(const fs::path& path, int flags)
    : file_(::open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW, 0600)), path_(path) {
  if (file_ < 0) failed("cannot open", path);
}

OpenFile::~OpenFile() {
  ::close(file_);
}

void OpenFile::flush() const {
  if (::fsync(file_) != 0) failed("cannot flush", path_);
}

void OpenFile::write(std::string_view content) const {
  while (!content.empty()) {
    const ssize_t written = ::write(file_, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) failed("cannot write", path_);
    content.remove_prefix(static_cast<std::size_t>(written));
  }
}

FileState state_of(const fs::path& path) {
  struct stat found {};
  if (::lstat(path.c_str(), &found) != 0) failed("cannot look at", path);
  if (!S_ISREG(found.st_mode)) throw DiskFault(EINVAL, "not a plain file: " + path.string());
  return {found.st_ino, static_cast<std::uint64_t>(found.st_size), nanoseconds(found.st_mtim),
          nanoseconds(found.st_ctim)};
}

std::string read_whole(const fs::path& path, std::size_t limit) {
  const OpenFile file(path, O_RDONLY);
  std::string out;
  each_piece(file, path, [&](std::string_view piece) {
    if (out.size() + piece.size() > limit) throw DiskFault(EFBIG, "too long: " + path.string());
    out.append(piece);
  });
  return out;
}

std::string read_from(const fs::path& path, std::uint64_t offset) {
  const OpenFile file(path, O_RDONLY);
  if (::lseek(file.handle(), static_cast<off_t>(offset), SEEK_SET) < 0) failed("cannot read", path);
  std::string out;
  each_piece(file, path, [&](std::string_view piece) { out.append(piece); });
  return out;
}

std::string sum_of(const fs::path& path) {
  const OpenFile file(path, O_RDONLY);
  crypto::Sha256 sum;
  each_piece(file, path, [&](std::string_view piece) { sum.update(piece); });
  return hex(sum.finish());
}

void flush_folder(const fs::path& folder) {
  OpenFile(folder, O_RDONLY | O_DIRECTORY).flush();
}

void make_folder(const fs::path& folder) {
  std::error_code error;
  if (fs::create_directory(folder, error))
    flush_folder(folder.parent_path());
  else if (error)
    throw DiskFault(error.value(), "cannot make " + folder.string());
}

void put_file(const fs::path& path, std::string_view content) {
  // The dot keeps it out of every list; the single writer needs no other names.
  const fs::path fresh = path.parent_path() / ("." + path.filename().string() + ".new");
  {
    const OpenFile file(fresh, O_WRONLY | O_CREAT | O_TRUNC);
    file.write(content);
    if (::fchmod(file.handle(), kReadOnly) != 0) failed("cannot close", fresh);
    file.flush();
  }
  if (::rename(fresh.c_str(), path.c_str()) != 0) failed("cannot rename to", path);
  flush_folder(path.parent_path());
}

}  // namespace sas::releases
