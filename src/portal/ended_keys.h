#pragma once
#include <chrono>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "base/result.h"
#include "base/time.h"

namespace sas::portal {

/// The numbers of reading keys that were ended before their day: a text file with one on each line, which every process
/// of the portal reads and a person may write in as well. A number says nothing of anybody (ADR 21). Thread-safe.
class EndedKeys {
 public:
  /// So that nobody fills the memory of every process with it; a new secret ends all keys and empties the list.
  static constexpr std::size_t most = 100'000;

  /// Without a path nothing is ever ended. `clock` must outlive it.
  EndedKeys(std::string path, const Clock& clock) : path_(std::move(path)), clock_(clock) {}

  /// Looks once a second at the most whether the file changed. A file that cannot be read ends no key.
  [[nodiscard]] bool has(const std::string& number);
  /// Durably; doing it again does nothing. Errors `read-keys-unwritable`, `read-keys-full` (both kind unavailable).
  [[nodiscard]] Result<Done> add(const std::string& number);

 private:
  void look();
  void read();

  const std::string path_;
  const Clock& clock_;
  std::mutex mutex_;
  std::set<std::string, std::less<>> numbers_;
  std::optional<Instant> looked_at_;
  struct Stamp {
    std::int64_t changed = 0;
    std::int64_t size = -1;
    friend bool operator==(const Stamp&, const Stamp&) = default;
  } stamp_;
};

}  // namespace sas::portal
