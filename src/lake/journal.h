#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "lake/observation.h"

namespace sas::lake {

/// New values that are on the disk and not yet in the engine: a file that only grows, until what it holds has been
/// taken over. A transaction of the engine costs a millisecond of work whatever is in it; a record here costs a write
/// and a flush, so that small commits can be answered many times as often. One thread.
class Journal {
 public:
  struct Record {
    std::int64_t batch = 0;
    std::vector<Observation> rows;
  };

  /// Opens the file, or makes it. Throws std::system_error.
  explicit Journal(std::string file);
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  /// What is in it, in order. A record that a power failure cut off was never acknowledged: it and what stands behind
  /// it is cut away. Throws std::system_error.
  [[nodiscard]] std::vector<Record> read();
  /// The rows are on the disk after this. Throws std::system_error, and the file is what it was.
  void append(std::int64_t batch, std::span<const Observation> rows);
  /// Nothing in it is needed any more. Throws std::system_error.
  void clear();
  [[nodiscard]] std::uint64_t size() const { return size_; }

 private:
  void cut(std::uint64_t size);

  const std::string path_;
  int file_ = -1;
  std::uint64_t size_ = 0;
};

/// One record as bytes, and back. Apart for tests and the fuzzer.
[[nodiscard]] std::string write_record(std::int64_t batch, std::span<const Observation> rows);
struct ReadRecord {
  Journal::Record record;
  std::size_t bytes = 0;  ///< 0: there is no whole record here
};
[[nodiscard]] ReadRecord read_record(std::string_view bytes);

}  // namespace sas::lake
