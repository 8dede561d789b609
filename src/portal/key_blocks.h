#pragma once
#include <cstdint>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "portal/cell_key.h"
#include "portal/row_set.h"

/// Keys of a column in their order with the rows that hold each, in blocks of some 4 kB (docs/public-store.md). Of the
/// column index only.
namespace sas::portal {

/// Where a block stands, and the first key in it.
struct KeyFence {
  std::uint64_t first = 0;
  std::uint64_t offset = 0;
  std::uint32_t length = 0;
  std::uint32_t sum = 0;
};

/// A file that is written from begin to end.
class IndexOut {
 public:
  explicit IndexOut(const std::string& path) : out_(path, std::ios::binary) {}
  void write(std::string_view bytes);
  [[nodiscard]] std::uint64_t at() const { return at_; }
  /// Writes over the begin of the file, and closes it. False when not all of it could be written.
  [[nodiscard]] bool finish(std::string_view head);

 private:
  std::ofstream out_;
  std::uint64_t at_ = 0;
};

/// Use it on one thread at a time.
class KeyBlocks {
 public:
  explicit KeyBlocks(IndexOut& out) : out_(out) {}
  /// Keys go up.
  void add(CellKey key, const RowList& rows);
  [[nodiscard]] std::vector<KeyFence> finish();

 private:
  void end_block();
  IndexOut& out_;
  std::string block_;
  std::uint64_t first_ = 0, last_ = 0;
  std::vector<KeyFence> fences_;
};

/// The bytes of a whole index file.
class KeyRows {
 public:
  KeyRows(std::string_view file, std::uint64_t table_rows) : file_(file), table_rows_(table_rows) {}
  /// The rows that hold the key; none of them when it is not there. None at all when what was read is damaged.
  [[nodiscard]] std::optional<RowSet> find(const std::vector<KeyFence>& fences, CellKey key) const;

 private:
  [[nodiscard]] std::optional<std::string_view> part(std::uint64_t offset, std::uint64_t length,
                                                     std::uint32_t sum) const;
  [[nodiscard]] std::optional<RowSet> far_rows(std::string_view& block, std::uint64_t count, std::uint64_t kind) const;
  [[nodiscard]] std::optional<std::optional<RowSet>> find_in(std::string_view block, CellKey key,
                                                             std::uint64_t first) const;
  std::string_view file_;
  std::uint64_t table_rows_;
};

}  // namespace sas::portal
