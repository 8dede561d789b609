#include "lake/copies.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <system_error>
#include <vector>

#include "lake/durable_files.h"
#include "lake/lake.h"

namespace sas::lake {

namespace {

namespace fs = std::filesystem;
using SteadyClock = std::chrono::steady_clock;

constexpr const char* copies = "copies";
constexpr std::string_view wanted = "wanted-", part = "part-", ready = "ready-", failed = "failed-";
constexpr std::chrono::milliseconds look_again{100};

fs::path named(const fs::path& folder, std::string_view prefix, const std::string& name) {
  return folder / (std::string(prefix) + name);
}

/// A lock on a file, held as long as it lives; free when the program ends, however it ends.
class FileLock {
 public:
  FileLock(const fs::path& file, int flags)
      : file_(::open(file.c_str(), O_RDWR | O_CLOEXEC | flags, 0600)),
        is_ours_(file_ >= 0 && ::flock(file_, LOCK_EX | LOCK_NB) == 0) {}
  ~FileLock() {
    if (file_ >= 0) ::close(file_);
  }
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  [[nodiscard]] bool is_there() const { return file_ >= 0; }
  [[nodiscard]] bool is_ours() const { return is_ours_; }

 private:
  int file_;
  bool is_ours_;
};

void remove_all_of(const fs::path& folder, const std::string& name) {
  std::error_code ignored;
  for (const std::string_view prefix : {part, ready, failed, wanted})
    fs::remove_all(named(folder, prefix, name), ignored);
  fs::remove(folder, ignored);  // only when nothing else is in it
}

/// "code\ndetail"
std::string text_of(const Error& error) {
  return error.code + "\n" + error.detail;
}
Error error_from(const std::string& text) {
  const std::size_t end = text.find('\n');
  return {ErrorKind::unavailable, text.substr(0, end), end == std::string::npos ? "" : text.substr(end + 1), {}};
}

/// A request, and the copy that was made for it.
class RequestedCopy final : public Copy {
 public:
  explicit RequestedCopy(fs::path folder) : folder_(std::move(folder)), name_(std::to_string(::getpid())) {
    fs::create_directories(folder_);
    // Nobody may see the request before its lock is held.
    const fs::path fresh = named(folder_, "new-", name_);
    lock_ = std::make_unique<FileLock>(fresh, O_CREAT);
    place_ = named(folder_, ready, name_).string();
    fs::rename(fresh, named(folder_, wanted, name_));
  }
  ~RequestedCopy() override { remove_all_of(folder_, name_); }
  RequestedCopy(const RequestedCopy&) = delete;
  RequestedCopy& operator=(const RequestedCopy&) = delete;

  [[nodiscard]] const std::string& folder() const override { return place_; }

  [[nodiscard]] Result<Done> wait(std::chrono::seconds patience) const {
    const auto until = SteadyClock::now() + patience;
    while (SteadyClock::now() < until) {
      if (fs::exists(place_)) return Done{};
      if (const fs::path file = named(folder_, failed, name_); fs::exists(file))
        return fail(error_from(read_whole(file)));
      std::this_thread::sleep_for(look_again);
    }
    return fail(ErrorKind::unavailable, "lake-copy-timeout",
                "the program that has the lake made no copy of it: is it busy, or of an older version?");
  }

 private:
  const fs::path folder_;
  const std::string name_;
  std::string place_;
  std::unique_ptr<FileLock> lock_;
};

/// Of a lake that nobody has open.
class OwnCopy final : public Copy {
 public:
  explicit OwnCopy(fs::path folder)
      : folder_(std::move(folder)), name_("own"), place_(named(folder_, ready, name_).string()) {
    remove_all_of(folder_, name_);
  }
  ~OwnCopy() override { remove_all_of(folder_, name_); }
  OwnCopy(const OwnCopy&) = delete;
  OwnCopy& operator=(const OwnCopy&) = delete;
  [[nodiscard]] const std::string& folder() const override { return place_; }

 private:
  const fs::path folder_;
  const std::string name_;
  const std::string place_;
};

Result<std::unique_ptr<Copy>> copy_of_closed(const std::string& folder, const Clock& clock) {
  LakeOptions options;
  options.folder = folder;
  const Result<std::unique_ptr<Lake>> lake = open(options, clock);
  if (!lake) return fail(lake.error());
  auto out = std::make_unique<OwnCopy>(fs::absolute(folder) / copies);
  if (Result<Done> made = (*lake)->copy_to(out->folder()); !made) return fail(std::move(made));
  return out;
}

}  // namespace

Result<std::unique_ptr<Copy>> take_copy(const std::string& folder, const Clock& clock, std::chrono::seconds patience) {
  try {
    Result<std::unique_ptr<Copy>> own = copy_of_closed(folder, clock);
    if (own || own.error().code != "lake-in-use") return own;
    auto requested = std::make_unique<RequestedCopy>(fs::absolute(folder) / copies);
    if (Result<Done> made = requested->wait(patience); !made) return fail(std::move(made));
    return requested;
  } catch (const std::system_error& error) {
    return fail(ErrorKind::unavailable, "lake-lost", error.what());
  }
}

CopyRequests::CopyRequests(std::string lake_folder, Make make)
    : folder_(std::move(lake_folder) + "/" + copies), make_(std::move(make)) {
  thread_ = std::jthread([this](const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any ended;
    std::unique_lock lock(mutex);
    while (!ended.wait_for(lock, stop, look_again, [&] { return stop.stop_requested(); })) answer_all();
  });
}

CopyRequests::~CopyRequests() = default;

void CopyRequests::answer_all() const {
  std::error_code none;
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder_, none)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(wanted)) names.push_back(name.substr(wanted.size()));
  }
  for (const std::string& name : names) answer(name);
}

void CopyRequests::answer(const std::string& name) const {
  std::error_code ignored;
  try {
    {
      const FileLock lock(named(folder_, wanted, name), 0);
      if (!lock.is_there()) return;
      if (lock.is_ours()) return remove_all_of(folder_, name);
    }
    if (fs::exists(named(folder_, ready, name)) || fs::exists(named(folder_, failed, name))) return;
    const fs::path unfinished = named(folder_, part, name);
    fs::remove_all(unfinished);
    const Result<Done> made = make_(unfinished.string());
    if (made) return fs::rename(unfinished, named(folder_, ready, name));
    fs::remove_all(unfinished, ignored);
    replace_file(named(folder_, failed, name), text_of(made.error()));
  } catch (const std::system_error&) {
    // The folder went away, or the disk is full: who asked waits in vain and says so.
    fs::remove_all(named(folder_, part, name), ignored);
  }
}

}  // namespace sas::lake
