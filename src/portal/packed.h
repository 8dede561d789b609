#pragma once
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>

namespace sas::portal {

/// Compressed copies of published files (gzip, RFC 1952), made once each, one at a time, behind the visitors' backs:
/// until a copy is there the file is sent as it is. Thread-safe.
class Packed {
 public:
  /// Copies stand in `folder`, named by the hash of the file.
  explicit Packed(std::string folder);
  ~Packed();
  Packed(const Packed&) = delete;
  Packed& operator=(const Packed&) = delete;

  /// The path of the copy, or none; then it is going to be made.
  [[nodiscard]] std::optional<std::string> find(const std::string& sha256, const std::string& path);
  /// Returns when nothing waits to be made; for tests and measurements.
  void settle();

 private:
  struct Job {
    std::string sha256, path;
  };
  void work();
  [[nodiscard]] std::string copy_of(const std::string& sha256) const { return folder_ + "/" + sha256 + ".gz"; }

  const std::string folder_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> queue_;
  std::set<std::string> asked_;
  bool busy_ = false, stopping_ = false;
  std::thread thread_;
};

}  // namespace sas::portal
