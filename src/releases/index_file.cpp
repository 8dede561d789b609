#include "releases/index_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "releases/store_files.h"

namespace sas::releases {
namespace {

constexpr mode_t kForReaders = 0644;

void cut(const OpenFile& file, std::uint64_t bytes) {
  if (::ftruncate(file.handle(), static_cast<off_t>(bytes)) != 0) throw DiskFault(errno, "cannot cut the index");
}

}  // namespace

IndexFile::IndexFile(std::filesystem::path path) : path_(std::move(path)) {
  const OpenFile file(path_, O_RDWR | O_CREAT);
  if (::fchmod(file.handle(), kForReaders) != 0) throw DiskFault(errno, "cannot open the index to readers");
  const std::string text = read_from(path_, 0);
  found_ = read_index(text);
  bytes_ = found_.bytes;
  if (text.size() > bytes_) cut(file, bytes_);
  file.flush();
  flush_folder(path_.parent_path());
}

void IndexFile::add(const IndexLine& line) {
  const OpenFile file(path_, O_WRONLY | O_APPEND);
  // What an earlier attempt left half-way goes first.
  if (state_of(path_).bytes > bytes_) cut(file, bytes_);
  const std::string text = to_text(line);
  try {
    file.write(text);
    file.flush();
  } catch (const DiskFault&) {
    cut(file, bytes_);
    throw;
  }
  bytes_ += text.size();
}

}  // namespace sas::releases
