#include "opendata/brought_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>

#include "base/text.h"
#include "http/spool.h"
#include "opendata/out_file.h"

namespace sas::opendata {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 6> kKinds{"csv", "xlsx", "geojson", "gpkg", "zip", "parquet"};

std::string path_of(const std::string& folder, const std::string& dataset, std::string_view kind) {
  return folder + "/" + dataset + "." + std::string(kind);
}

// A name is durable when its folder is.
Result<Done> rename_durably(const std::string& from, const std::string& to) {
  std::error_code error;
  fs::rename(from, to, error);
  if (error) return fail(disk_error(error.value()));
  const int folder = ::open(fs::path(to).parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return fail(disk_error(errno));
  const int number = ::fsync(folder) == 0 ? 0 : errno;
  ::close(folder);
  if (number != 0) return fail(disk_error(number));
  return Done{};
}

// The one before goes first: at no moment are there two of which the wrong one could be read. Killed in between, there
// is none, and the gate says that the file is missing.
Result<Done> make_room(const std::string& folder, const std::string& dataset, std::string_view kind) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return fail(ErrorKind::unavailable, "upload-lost", error.message());
  for (const std::string_view other : kKinds)
    if (other != kind) fs::remove(path_of(folder, dataset, other), error);
  return Done{};
}

}  // namespace

std::span<const std::string_view> brought_kinds() {
  return kKinds;
}

std::string kind_of_file(std::string_view filename) {
  const std::string name = fold(filename);
  for (const std::string_view kind : kKinds)
    if (name.ends_with("." + std::string(kind))) return std::string(kind);
  return {};
}

std::string brought_file(const std::string& folder, const std::string& dataset) {
  for (const std::string_view kind : kKinds)
    if (std::string path = path_of(folder, dataset, kind); fs::is_regular_file(path)) return path;
  return {};
}

Result<Done> keep_brought(const std::string& folder, const std::string& dataset, const std::string& kind,
                          const http::Upload& upload) {
  if (kind.empty() || !upload.file)
    return fail(Error{ErrorKind::invalid, "file-unknown-kind", "", {{upload.field, "file-unknown-kind"}}});
  if (auto room = make_room(folder, dataset, kind); !room) return room;
  return upload.file->keep_as(path_of(folder, dataset, kind));
}

Result<Done> move_in(const std::string& from, const std::string& folder, const std::string& dataset) {
  const std::string kind = kind_of_file(from);
  if (kind.empty() || !fs::is_regular_file(from)) return Done{};
  // Killed after this, whoever does it again still has the file to move.
  if (auto room = make_room(folder, dataset, kind); !room) return room;
  return rename_durably(from, path_of(folder, dataset, kind));
}

void remove_brought(const std::string& folder, const std::string& dataset) {
  std::error_code error;
  for (const std::string_view kind : kKinds) fs::remove(path_of(folder, dataset, kind), error);
}

}  // namespace sas::opendata
