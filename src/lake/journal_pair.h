#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "lake/journal.h"

namespace sas::lake {

/// Two journals that take turns: while one takes new commits the engine takes over the other, which is emptied then. A
/// single one could only be emptied at a moment without values that wait, and under steady load there is none. One
/// thread.
class JournalPair {
 public:
  /// The files `path` and `path`-2. Throws std::system_error.
  explicit JournalPair(const std::string& path);

  /// What can be read of both, in order of commit; see Journal::read().
  [[nodiscard]] std::vector<Journal::Record> read();
  /// The record is on the disk after this. Throws std::system_error, and the files are what they were.
  void append(const WrittenRecord& record);
  /// The engine has every commit up to this one, durably. A file that cannot be emptied only grows: what is in it is
  /// passed over by its number of the commit.
  void taken_over(std::int64_t batch) noexcept;
  /// Nothing in them is needed any more. Throws std::system_error.
  void clear();
  [[nodiscard]] bool empty() const;

 private:
  struct Half {
    Journal journal;
    std::int64_t last_batch = 0;
  };
  [[nodiscard]] Half& other() { return halves_[1 - current_]; }

  std::array<Half, 2> halves_;
  std::size_t current_ = 0;
};

}  // namespace sas::lake
