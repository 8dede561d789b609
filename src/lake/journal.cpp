#include "lake/journal.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>

#include "base/text.h"
#include "crypto/hash.h"
#include "lake/durable_files.h"

namespace sas::lake {

namespace {

constexpr const char* aside = "damaged";
constexpr std::string_view aside_prefix = "journal-";

[[noreturn]] void failed(const char* what, const std::string& path) {
  throw std::system_error(errno, std::generic_category(), std::string(what) + " " + path);
}

}  // namespace

Journal::Journal(std::string file)
    : path_(std::move(file)), file_(::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
  if (file_ < 0) failed("cannot open", path_);
  struct stat about {};
  if (::fstat(file_, &about) != 0) failed("cannot look at", path_);
  size_ = static_cast<std::uint64_t>(about.st_size);
  // Its name must survive a power failure as what it holds does.
  flush_folder(std::filesystem::path(path_).parent_path());
}

Journal::~Journal() {
  if (file_ >= 0) ::close(file_);
}

std::vector<Journal::Record> Journal::read() {
  const std::string all = read_whole(path_);
  JournalContent content = scan_journal(all);
  for (const JournalDamage& damage : content.damage)
    set_aside(damage, std::string_view(all).substr(damage.from, damage.until - damage.from));
  if (content.torn > 0) cut(all.size() - content.torn);
  return std::move(content.records);
}

/// Under a name that follows from what it is, so that a crash before the journal was cleared makes no second one.
void Journal::set_aside(const JournalDamage& damage, std::string_view bytes) const {
  constexpr std::size_t sum_digits = 12;
  const std::filesystem::path folder = std::filesystem::path(path_).parent_path();
  make_folders(folder, aside);
  const std::string before = damage.before ? std::to_string(*damage.before) : "end";
  const std::string sum = hex(crypto::sha256(bytes)).substr(0, sum_digits);
  replace_file(folder / aside / (std::string(aside_prefix) + std::to_string(damage.after) + "-" + before + "-" + sum),
               bytes);
}

std::vector<std::string> damaged_parts(const std::string& folder) {
  std::vector<std::string> out;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder + "/" + aside, ignored)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(aside_prefix) && !name.ends_with(".new")) out.push_back(aside + ("/" + name));
  }
  std::sort(out.begin(), out.end());
  return out;
}

void Journal::append(const WrittenRecord& record) {
  const std::string_view bytes = record.bytes;
  std::size_t written = 0;
  while (written < bytes.size()) {
    const ssize_t now =
        ::pwrite(file_, bytes.data() + written, bytes.size() - written, static_cast<off_t>(size_ + written));
    if (now < 0 && errno == EINTR) continue;
    if (now < 0) {
      const int why = errno;
      cut(size_);
      errno = why;
      failed("cannot write", path_);
    }
    written += static_cast<std::size_t>(now);
  }
  if (::fdatasync(file_) != 0) {
    const int why = errno;
    cut(size_);
    errno = why;
    failed("cannot flush", path_);
  }
  size_ += bytes.size();
  mark(record.batch);
}

/// Costs no flush. Without it nothing is lost: it only tells damage from a torn end.
void Journal::mark(std::int64_t batch) {
  const std::string mark = write_mark(batch);
  if (::pwrite(file_, mark.data(), mark.size(), static_cast<off_t>(size_)) == static_cast<ssize_t>(mark.size()))
    size_ += mark.size();
}

void Journal::clear() {
  cut(0);
}

void Journal::cut(std::uint64_t size) {
  if (::ftruncate(file_, static_cast<off_t>(size)) != 0) failed("cannot cut", path_);
  size_ = size;
}

}  // namespace sas::lake
