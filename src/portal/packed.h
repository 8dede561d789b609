#pragma once
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "portal/chores.h"

namespace sas::portal {

/// Compressed copies of published files (gzip, RFC 1952), made once each, one at a time, behind the visitors' backs:
/// until a copy is there the file is sent as it is. Thread-safe.
class Packed {
 public:
  /// Copies stand in `folder`, named by the hash of the file.
  explicit Packed(std::string folder) : folder_(std::move(folder)) {}

  /// The path of the copy, or none; then it is going to be made.
  [[nodiscard]] std::optional<std::string> find(const std::string& sha256, const std::string& path);
  /// Returns when nothing waits to be made; for tests and measurements.
  void settle() { chores_.settle(); }

 private:
  void make(const std::string& sha256, const std::string& path, const Chores::IsStopping& is_stopping) const;
  [[nodiscard]] std::string copy_of(const std::string& sha256) const { return folder_ + "/" + sha256 + ".gz"; }

  const std::string folder_;
  std::mutex mutex_;
  std::set<std::string> asked_;
  Chores chores_;
};

}  // namespace sas::portal
