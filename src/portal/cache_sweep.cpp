#include "portal/cache_sweep.h"

#include <filesystem>
#include <set>
#include <vector>

#include "base/text.h"

namespace sas::portal {
namespace {

constexpr std::size_t hash_length = 64;

std::set<std::string> standing(const releases::Catalogue& catalogue) {
  std::set<std::string> out;
  for (const releases::DataSetHistory& history : catalogue.sets)
    for (const auto& published : history.releases)
      if (!published->tombstone)
        for (const releases::File& file : published->release.files) out.insert(file.sha256);
  return out;
}

/// The hash that a file of the cache is named by; empty for a file of somebody else.
std::string hash_of(const std::filesystem::path& path) {
  const std::string name = path.filename().string();
  if (name.size() <= hash_length || name[hash_length] != '.' || !from_hex(name.substr(0, hash_length))) return {};
  return name.substr(0, hash_length);
}

}  // namespace

void sweep_cache(const std::string& folder, const releases::Catalogue& catalogue) {
  const std::set<std::string> wanted = standing(catalogue);
  std::vector<std::filesystem::path> gone;
  std::error_code ec;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ec))
    if (const std::string hash = hash_of(entry.path()); !hash.empty() && !wanted.contains(hash))
      gone.push_back(entry.path());
  for (const std::filesystem::path& path : gone) std::filesystem::remove(path, ec);
}

}  // namespace sas::portal
