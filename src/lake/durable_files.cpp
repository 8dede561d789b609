#include "lake/durable_files.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <set>
#include <vector>

#include "base/text.h"
#include "crypto/hash.h"

namespace sas::lake {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void failed(const std::string& what, const fs::path& path) {
  throw std::system_error(errno, std::generic_category(), what + " " + path.string());
}

class OpenFile {
 public:
  OpenFile(const fs::path& path, int flags) : file_(::open(path.c_str(), flags | O_CLOEXEC, 0600)), path_(path) {
    if (file_ < 0) failed("cannot open", path);
  }
  ~OpenFile() { ::close(file_); }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  void flush() const {
    if (::fsync(file_) != 0) failed("cannot flush", path_);
  }

  /// Everything of the file system that it is on. Linux tells since 5.8 when something of it could not be written.
  void flush_all() const {
    if (::syncfs(file_) != 0) failed("cannot flush the file system of", path_);
  }

  void write(std::string_view content) const {
    while (!content.empty()) {
      const ssize_t written = ::write(file_, content.data(), content.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) failed("cannot write", path_);
      content.remove_prefix(static_cast<std::size_t>(written));
    }
  }

  /// At most as much as fits; 0 at the end.
  [[nodiscard]] std::size_t read(std::vector<char>& into) const {
    for (;;) {
      const ssize_t got = ::read(file_, into.data(), into.size());
      if (got >= 0) return static_cast<std::size_t>(got);
      if (errno != EINTR) failed("cannot read", path_);
    }
  }

 private:
  int file_;
  const fs::path path_;
};

}  // namespace

void flush_file(const fs::path& file) {
  OpenFile(file, O_RDONLY).flush();
}

void flush_folder(const fs::path& folder) {
  OpenFile(folder, O_RDONLY | O_DIRECTORY).flush();
}

void make_folders(const fs::path& root, const fs::path& below) {
  fs::path here = root;
  for (const fs::path& name : below) {
    const fs::path next = here / name;
    if (fs::create_directory(next)) flush_folder(here);
    here = next;
  }
}

void flush_files(const fs::path& root, std::span<const std::string> below) {
  constexpr std::size_t few = 4;
  if (below.size() > few) return OpenFile(root, O_RDONLY | O_DIRECTORY).flush_all();
  std::set<fs::path> folders;
  for (const std::string& name : below) {
    flush_file(root / name);
    for (fs::path place = fs::path(name).parent_path(); !place.empty(); place = place.parent_path())
      folders.insert(root / place);
  }
  if (!folders.empty()) folders.insert(root);
  for (const fs::path& folder : folders) flush_folder(folder);
}

void rename_durably(const fs::path& from, const fs::path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) failed("cannot rename to", to);
  flush_folder(to.parent_path());
}

void replace_file(const fs::path& file, std::string_view content) {
  const fs::path fresh = file.string() + ".new";
  {
    const OpenFile out(fresh, O_WRONLY | O_CREAT | O_TRUNC);
    out.write(content);
    out.flush();
  }
  rename_durably(fresh, file);
}

std::string read_whole(const fs::path& file) {
  const OpenFile in(file, O_RDONLY);
  std::string out;
  std::vector<char> piece(1 << 16);
  while (const std::size_t got = in.read(piece)) out.append(piece.data(), got);
  return out;
}

std::string sum_of(const fs::path& file) {
  const OpenFile in(file, O_RDONLY);
  crypto::Sha256 sum;
  std::vector<char> piece(1 << 18);
  while (const std::size_t got = in.read(piece)) sum.update({piece.data(), got});
  return hex(sum.finish());
}

}  // namespace sas::lake
