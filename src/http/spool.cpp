#include "http/spool.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

namespace sas::http {
namespace {

namespace fs = std::filesystem;

// How much may be written between two looks at the room on the disk.
constexpr std::uint64_t kLookEvery = std::uint64_t{64} << 20;

// EFBIG: a limit on the size of files is to this process what a full disk is.
Error disk_error(int number) {
  const bool is_full = number == ENOSPC || number == EDQUOT || number == EFBIG;
  return {ErrorKind::unavailable,
          is_full ? "upload-disk-full" : "upload-lost",
          std::generic_category().message(number),
          {}};
}

// A name is on the disk after this.
Result<Done> flush_folder(const fs::path& folder) {
  const int file = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) return fail(disk_error(errno));
  const bool is_flushed = ::fsync(file) == 0;
  const int number = errno;
  ::close(file);
  if (!is_flushed) return fail(disk_error(number));
  return Done{};
}

}  // namespace

SpoolPlace::~SpoolPlace() {
  spool_->taken_.fetch_sub(1, std::memory_order_relaxed);
}

Result<std::shared_ptr<Spool>> Spool::open(SpoolSettings settings) {
  std::error_code error;
  fs::create_directories(settings.folder, error);
  if (!error) fs::permissions(settings.folder, fs::perms::owner_all, error);
  if (error) return fail(ErrorKind::unavailable, "upload-lost", error.message());
  for (const fs::directory_entry& left : fs::directory_iterator(settings.folder, error))
    if (left.path().extension() == ".part") fs::remove(left.path(), error);
  return std::shared_ptr<Spool>(new Spool(std::move(settings)));
}

Result<std::shared_ptr<SpoolPlace>> Spool::enter(std::uint64_t expected) {
  if (taken_.fetch_add(1, std::memory_order_relaxed) >= settings_.most_at_once) {
    taken_.fetch_sub(1, std::memory_order_relaxed);
    return fail(ErrorKind::unavailable, "uploads-busy", "others are bringing files now; try again later");
  }
  auto place = std::make_shared<SpoolPlace>(shared_from_this());
  if (auto room = has_room(expected); !room) return fail(std::move(room));
  return place;
}

Result<Done> Spool::has_room(std::uint64_t bytes) const {
  struct statvfs disk {};
  if (::statvfs(settings_.folder.c_str(), &disk) != 0) return fail(disk_error(errno));
  const std::uint64_t free = std::uint64_t{disk.f_bavail} * disk.f_frsize;
  if (free < settings_.room_left || free - settings_.room_left < bytes) return fail(disk_error(ENOSPC));
  return Done{};
}

Result<std::shared_ptr<SpooledFile>> SpooledFile::create(std::shared_ptr<SpoolPlace> place) {
  Spool& spool = place->spool();
  std::string path = fmt::format("{}/{}.part", spool.settings_.folder, spool.next_.fetch_add(1));
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) return fail(disk_error(errno));
  return std::shared_ptr<SpooledFile>(new SpooledFile(std::move(place), std::move(path), file));
}

SpooledFile::~SpooledFile() {
  if (descriptor_ < 0) return;
  ::close(descriptor_);
  ::unlink(path_.c_str());
}

Result<Done> SpooledFile::write(std::string_view bytes) {
  if (size_ - looked_at_ >= kLookEvery) {
    if (auto room = place_->spool().has_room(bytes.size()); !room) return room;
    looked_at_ = size_;
  }
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return fail(disk_error(written < 0 ? errno : EIO));
    size_ += static_cast<std::uint64_t>(written);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return Done{};
}

Result<Done> SpooledFile::keep_as(const std::string& path) {
  if (::fsync(descriptor_) != 0) return fail(disk_error(errno));
  if (::rename(path_.c_str(), path.c_str()) != 0) return fail(disk_error(errno));
  ::close(descriptor_);
  descriptor_ = -1;
  path_ = path;
  place_.reset();
  return flush_folder(fs::path(path).parent_path());
}

}  // namespace sas::http
