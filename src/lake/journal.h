#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lake/journal_record.h"
#include "lake/journal_scan.h"

namespace sas::lake {

/// New values that are on the disk and not yet in the engine: a file that only grows, until what it holds has been
/// taken over. A transaction of the engine costs a millisecond of work whatever is in it; a record here costs a write
/// and a flush, so that small commits can be answered many times as often. One thread.
class Journal {
 public:
  using Record = JournalRecord;

  /// Opens the file, or makes it. Throws std::system_error.
  explicit Journal(std::string file);
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  /// What can be read of it, in order. A last record that a power failure cut off was never acknowledged and is cut
  /// away. Bytes that were damaged later may have been: they are on the disk in files of their own, see
  /// damaged_parts(), before this returns. Throws std::system_error.
  [[nodiscard]] std::vector<Record> read();
  /// The record is on the disk after this. Throws std::system_error, and the file is what it was.
  void append(const WrittenRecord& record);
  /// Nothing in it is needed any more. Throws std::system_error.
  void clear();
  [[nodiscard]] std::uint64_t size() const { return size_; }

 private:
  void mark(std::int64_t batch);
  void cut(std::uint64_t size);
  void set_aside(const JournalDamage& damage, std::string_view bytes) const;

  const std::string path_;
  int file_ = -1;
  std::uint64_t size_ = 0;
};

/// Damaged parts of the journal of the lake in `folder` that were set aside, below that folder: the name tells between
/// which commits they stood, `damaged/journal-AFTER-BEFORE-SUM`. They stay until somebody takes them away.
[[nodiscard]] std::vector<std::string> damaged_parts(const std::string& folder);

}  // namespace sas::lake
