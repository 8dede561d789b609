#pragma once
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>

#include "portal/chores.h"
#include "portal/column_index.h"

namespace sas::portal {

/// The indexes of columns of published tables, made once each, one at a time, behind the visitors' backs: until one is
/// there the engine answers. Thread-safe.
class ColumnIndexes {
 public:
  /// Finds the table when its turn has come.
  using FindTable = std::function<Result<KeyedTable>()>;
  /// Indexes stand in `folder`, named by the hash of the CSV file.
  explicit ColumnIndexes(std::string folder) : folder_(std::move(folder)) {}

  /// Null when it is not there (yet).
  [[nodiscard]] std::shared_ptr<const ColumnIndex> find(const std::string& sha256);
  /// It is going to be made, once.
  void want(const std::string& sha256, FindTable table);
  /// One that proved damaged: it is made again.
  void discard(const std::string& sha256, FindTable table);
  /// Returns when nothing waits to be made; for tests and measurements.
  void settle() { chores_.settle(); }

 private:
  void make(const std::string& sha256, const FindTable& find_table, const Chores::IsStopping& is_stopping);
  [[nodiscard]] std::string path_of(const std::string& sha256) const { return folder_ + "/" + sha256 + ".keys"; }

  const std::string folder_;
  std::mutex mutex_;
  std::set<std::string> asked_;
  std::map<std::string, std::shared_ptr<const ColumnIndex>> open_;
  Chores chores_;
};

}  // namespace sas::portal
