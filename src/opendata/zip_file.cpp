#include "opendata/zip_file.h"

#include <zip.h>

#include <algorithm>

namespace sas::opendata {
namespace {

constexpr zip_int64_t kMostParts = 10'000;
constexpr std::uint64_t kMostBytes = std::uint64_t{2} << 30;
constexpr std::uint64_t kSmallPart = std::uint64_t{64} << 20;
constexpr std::uint64_t kMostTimes = 200;
constexpr std::size_t kPiece = std::size_t{1} << 18;

tl::unexpected<Error> broken(std::string_view what) {
  return fail(ErrorKind::invalid, "zip-broken", std::string(what));
}
tl::unexpected<Error> bomb(std::string_view what) {
  return fail(ErrorKind::too_large, "zip-bomb", std::string(what));
}

struct CloseZip {
  void operator()(zip_t* zip) const { zip_discard(zip); }
};
struct ClosePart {
  void operator()(zip_file_t* part) const { (void)zip_fclose(part); }
};

}  // namespace

struct ZipFile::Archive {
  std::unique_ptr<zip_t, CloseZip> zip;
};

ZipFile::ZipFile(std::unique_ptr<Archive> archive) : archive_(std::move(archive)) {}
ZipFile::~ZipFile() = default;
ZipFile::ZipFile(ZipFile&&) noexcept = default;
ZipFile& ZipFile::operator=(ZipFile&&) noexcept = default;

Result<ZipFile> ZipFile::open(const std::string& path) {
  int error = 0;
  std::unique_ptr<zip_t, CloseZip> zip(zip_open(path.c_str(), ZIP_RDONLY | ZIP_CHECKCONS, &error));
  if (!zip && (error == ZIP_ER_OPEN || error == ZIP_ER_NOENT || error == ZIP_ER_READ))
    return fail(ErrorKind::unavailable, "file-unreadable", "cannot be opened");
  if (!zip) return broken("no ZIP archive");
  const zip_int64_t parts = zip_get_num_entries(zip.get(), 0);
  if (parts > kMostParts) return bomb("more than 10,000 parts");
  std::vector<std::string> names;
  std::uint64_t total = 0;
  for (zip_int64_t i = 0; i < parts; ++i) {
    zip_stat_t stat{};
    if (zip_stat_index(zip.get(), static_cast<zip_uint64_t>(i), 0, &stat) != 0 || stat.name == nullptr)
      return broken("a part without a name");
    total += stat.size;
    if (total > kMostBytes) return bomb("more than 2 GiB unpacked");
    if (stat.size > kSmallPart && stat.size / kMostTimes > stat.comp_size) return bomb("a part that swells");
    names.emplace_back(stat.name);
  }
  ZipFile out(std::make_unique<Archive>(Archive{std::move(zip)}));
  out.names_ = std::move(names);
  return out;
}

bool ZipFile::has(std::string_view name) const {
  return std::find(names_.begin(), names_.end(), name) != names_.end();
}

Result<Done> ZipFile::read(const std::string& name, const std::function<Result<Done>(std::string_view)>& take) const {
  zip_stat_t stat{};
  if (zip_stat(archive_->zip.get(), name.c_str(), 0, &stat) != 0)
    return fail(ErrorKind::invalid, "zip-part-missing", name);
  const std::unique_ptr<zip_file_t, ClosePart> part(zip_fopen(archive_->zip.get(), name.c_str(), 0));
  if (!part) return broken(name);
  std::string piece(kPiece, '\0');
  std::uint64_t seen = 0;
  for (;;) {
    const zip_int64_t got = zip_fread(part.get(), piece.data(), piece.size());
    if (got < 0) return broken(name);
    if (got == 0) return Done{};
    seen += static_cast<std::uint64_t>(got);
    if (seen > stat.size) return bomb("a part that is larger than it says");
    if (auto taken = take(std::string_view(piece).substr(0, static_cast<std::size_t>(got))); !taken) return taken;
  }
}

}  // namespace sas::opendata
