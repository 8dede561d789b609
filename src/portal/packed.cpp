#include "portal/packed.h"

#include <zlib.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <vector>

namespace sas::portal {
namespace {

constexpr std::size_t block_size = std::size_t{1} << 20U;
constexpr const char* write_mode = "wb6";

struct Close {
  void operator()(gzFile_s* file) const { gzclose(file); }
};

/// False when it did not become a whole copy.
bool pack(const std::string& from, const std::string& to, const Chores::IsStopping& is_stopping) {
  std::ifstream in(from, std::ios::binary);
  std::unique_ptr<gzFile_s, Close> out(gzopen(to.c_str(), write_mode));
  if (!in || !out) return false;
  std::vector<char> block(block_size);
  while (in) {
    if (is_stopping()) return false;
    in.read(block.data(), static_cast<std::streamsize>(block.size()));
    const auto n = static_cast<unsigned>(in.gcount());
    if (n > 0 && gzwrite(out.get(), block.data(), n) != static_cast<int>(n)) return false;
  }
  return in.eof() && gzclose(out.release()) == Z_OK;
}

}  // namespace

std::optional<std::string> Packed::find(const std::string& sha256, const std::string& path) {
  std::string copy = copy_of(sha256);
  if (std::filesystem::exists(copy)) return copy;
  {
    const std::lock_guard lock(mutex_);
    if (!asked_.insert(sha256).second) return std::nullopt;
  }
  chores_.add([this, sha256, path](const Chores::IsStopping& is_stopping) { make(sha256, path, is_stopping); });
  return std::nullopt;
}

void Packed::make(const std::string& sha256, const std::string& path, const Chores::IsStopping& is_stopping) const {
  const std::string waiting = copy_of(sha256) + ".new";
  const bool whole = pack(path, waiting, is_stopping);
  // Only a whole copy gets the name that is looked for.
  std::error_code ec;
  if (whole)
    std::filesystem::rename(waiting, copy_of(sha256), ec);
  else
    std::filesystem::remove(waiting, ec);
}

}  // namespace sas::portal
