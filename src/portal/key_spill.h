#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "portal/cell_key.h"

namespace sas::portal {

/// The keys of one column with their rows, in parts by the front bits of the key, so that a table of any length can be
/// put in the order of its keys with one part in memory. What does not fit 4 kB a part stands in a file without a
/// name. Throws std::system_error when the disk is full. Use it on one thread at a time.
class KeySpill {
 public:
  /// `bits` of the key say its part; the file is made in `folder`.
  KeySpill(const std::string& folder, unsigned bits);
  ~KeySpill();
  KeySpill(const KeySpill&) = delete;
  KeySpill& operator=(const KeySpill&) = delete;

  /// `row` is more than any before.
  void put(CellKey key, std::uint32_t row);
  [[nodiscard]] std::size_t parts() const { return parts_.size(); }
  /// Every key of a part with its row, rows going up.
  void each(std::size_t part, const std::function<void(CellKey, std::uint32_t)>& take) const;

 private:
  struct Chunk {
    std::uint64_t offset = 0;
    std::size_t length = 0;
  };
  struct Part {
    std::string waiting;
    std::uint32_t last = 0;
    std::vector<Chunk> chunks;
  };
  void flush(Part& part);

  std::vector<Part> parts_;
  unsigned shift_;
  int file_;
  std::uint64_t size_ = 0;
};

}  // namespace sas::portal
