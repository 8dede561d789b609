#include "portal/column_indexes.h"

#include <filesystem>

namespace sas::portal {
namespace {

// An open index is a mapping and its directory: a sixtieth of a percent of the table.
constexpr std::size_t most_open = 256;

}  // namespace

std::shared_ptr<const ColumnIndex> ColumnIndexes::find(const std::string& sha256) {
  const std::lock_guard lock(mutex_);
  const auto known = open_.find(sha256);
  return known == open_.end() ? nullptr : known->second;
}

void ColumnIndexes::want(const std::string& sha256, FindTable table) {
  {
    const std::lock_guard lock(mutex_);
    if (!asked_.insert(sha256).second) return;
  }
  chores_.add([this, sha256, table = std::move(table)](const Chores::IsStopping& is_stopping) {
    make(sha256, table, is_stopping);
  });
}

void ColumnIndexes::discard(const std::string& sha256, FindTable table) {
  {
    const std::lock_guard lock(mutex_);
    if (open_.erase(sha256) == 0) return;
    std::error_code ec;
    std::filesystem::remove(path_of(sha256), ec);
    asked_.erase(sha256);
  }
  want(sha256, std::move(table));
}

void ColumnIndexes::make(const std::string& sha256, const FindTable& find_table,
                         const Chores::IsStopping& is_stopping) {
  const auto table = find_table();
  if (!table) return;
  auto index = ColumnIndex::open(*table, path_of(sha256));
  if (!index && ColumnIndex::build(*table, path_of(sha256), is_stopping))
    index = ColumnIndex::open(*table, path_of(sha256));
  if (!index) return;
  const std::lock_guard lock(mutex_);
  if (open_.size() >= most_open) {
    for (const auto& [other, unused] : open_) asked_.erase(other);
    open_.clear();
  }
  open_[sha256] = *index;
}

}  // namespace sas::portal
