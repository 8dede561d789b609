#include "opendata/brought_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>

#include "base/text.h"
#include "opendata/out_file.h"

namespace sas::opendata {
namespace {

constexpr std::array<std::string_view, 5> kEndings{".csv", ".xlsx", ".geojson", ".gpkg", ".zip"};

// A new name is durable when its folder is.
Result<Done> make_durable(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return fail(disk_error(errno));
  const bool is_done = ::fsync(file) == 0;
  const int number = errno;
  ::close(file);
  if (!is_done) return fail(disk_error(number));
  return Done{};
}

Result<Done> rename_durably(const std::string& from, const std::string& to) {
  std::error_code error;
  std::filesystem::rename(from, to, error);
  if (error) return fail(disk_error(error.value()));
  return make_durable(std::filesystem::path(to).parent_path().string());
}

}  // namespace

std::optional<std::string> ending_of(std::string_view name) {
  const std::string folded = fold(name);
  for (const std::string_view ending : kEndings)
    if (folded.size() > ending.size() && folded.ends_with(ending)) return std::string(ending);
  return std::nullopt;
}

std::optional<std::string> brought_file(const std::string& folder, const std::string& dataset) {
  for (const std::string_view ending : kEndings) {
    std::string path = folder + "/" + dataset + std::string(ending);
    if (std::filesystem::is_regular_file(path)) return path;
  }
  return std::nullopt;
}

Result<Done> keep_file(const std::string& path, std::string_view content) {
  const std::string part = path + ".part";
  OutFile file(part);
  if (auto written = file.write(content); !written) return written;
  if (auto closed = file.close(); !closed) return closed;
  if (auto durable = make_durable(part); !durable) return durable;
  return rename_durably(part, path);
}

Result<Done> move_in(const std::string& from, const std::string& folder, const std::string& dataset) {
  const auto ending = ending_of(from);
  if (!ending || !std::filesystem::is_regular_file(from)) return Done{};
  std::error_code ignored;
  std::filesystem::create_directories(folder, ignored);
  // Before the file itself: killed in between, whoever does it again still has the file to move.
  for (const std::string_view other : kEndings)
    if (other != *ending) std::filesystem::remove(folder + "/" + dataset + std::string(other), ignored);
  return rename_durably(from, folder + "/" + dataset + *ending);
}

}  // namespace sas::opendata
