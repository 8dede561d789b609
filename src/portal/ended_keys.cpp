#include "portal/ended_keys.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "base/text.h"

namespace sas::portal {
namespace {

constexpr std::chrono::seconds rest{1};
constexpr std::size_t number_digits = 16;

bool is_number(std::string_view text) {
  return text.size() == number_digits && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

tl::unexpected<Error> unwritable() {
  return fail(ErrorKind::unavailable, "read-keys-unwritable", "the file of ended keys cannot be written here");
}

// One write at the end of the file: two processes that add at once leave two whole lines (POSIX, write() and O_APPEND).
Result<Done> append(const std::string& path, const std::string& line) {
  const int file = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
  if (file < 0) return unwritable();
  const bool is_kept =
      ::write(file, line.data(), line.size()) == static_cast<ssize_t>(line.size()) && ::fdatasync(file) == 0;
  ::close(file);
  if (!is_kept) return unwritable();
  return Done{};
}

}  // namespace

bool EndedKeys::has(const std::string& number) {
  const std::lock_guard lock(mutex_);
  look();
  return numbers_.contains(number);
}

Result<Done> EndedKeys::add(const std::string& number) {
  const std::lock_guard lock(mutex_);
  look();
  if (numbers_.contains(number)) return Done{};
  if (numbers_.size() >= most) return fail(ErrorKind::unavailable, "read-keys-full", "make a new reading-secret.txt");
  if (path_.empty() || !is_number(number)) return unwritable();
  // A line that somebody left without its end is ended first.
  if (auto kept = append(path_, "\n" + number + "\n"); !kept) return kept;
  numbers_.insert(number);
  return Done{};
}

void EndedKeys::look() {
  if (path_.empty() || (looked_at_ && clock_.now() - *looked_at_ < rest && clock_.now() >= *looked_at_)) return;
  looked_at_ = clock_.now();
  struct stat now {};
  if (::stat(path_.c_str(), &now) != 0) {
    numbers_.clear();
    stamp_ = {};
    return;
  }
  const Stamp stamp{now.st_mtim.tv_sec * 1'000'000'000 + now.st_mtim.tv_nsec, now.st_size};
  if (stamp == stamp_) return;
  stamp_ = stamp;
  read();
}

void EndedKeys::read() {
  std::ifstream in(path_);
  numbers_.clear();
  for (std::string line; numbers_.size() < most && std::getline(in, line);)
    if (const std::string number(trim(line)); is_number(number)) numbers_.insert(number);
}

}  // namespace sas::portal
