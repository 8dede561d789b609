#include "opendata/out_file.h"

#include <cerrno>
#include <system_error>

namespace sas::opendata {
namespace {

constexpr std::size_t kBuffer = std::size_t{1} << 20;

int reason() {
  return errno != 0 ? errno : EIO;
}

}  // namespace

Error disk_error(int number) {
  const bool is_full = number == ENOSPC || number == EDQUOT;
  return {ErrorKind::unavailable,
          is_full ? "public-store-full" : "public-store-lost",
          std::generic_category().message(number),
          {}};
}

OutFile::OutFile(const std::string& path) : file_(std::fopen(path.c_str(), "wbe"), &std::fclose) {
  if (!file_)
    failed_ = reason();
  else
    std::setvbuf(file_.get(), nullptr, _IOFBF, kBuffer);
}

Result<Done> OutFile::write(std::string_view text) {
  errno = 0;
  if (failed_ == 0 && std::fwrite(text.data(), 1, text.size(), file_.get()) != text.size()) failed_ = reason();
  if (failed_ != 0) return fail(disk_error(failed_));
  return Done{};
}

Result<Done> OutFile::close() {
  errno = 0;
  if (failed_ == 0 && std::fclose(file_.release()) != 0) failed_ = reason();
  if (failed_ != 0) return fail(disk_error(failed_));
  return Done{};
}

}  // namespace sas::opendata
