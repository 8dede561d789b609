#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sas::portal {

/// Some rows of a table, from 0, in their order: a list when they are few, a bit for each row of the table when they
/// are many. Pure; no thread rule.
class RowSet {
 public:
  RowSet() = default;
  /// `rows` go up.
  [[nodiscard]] static RowSet listed(std::vector<std::uint32_t> rows);
  /// Bit n of word n / 64 is row n; `count` of them are set.
  [[nodiscard]] static RowSet marked(std::vector<std::uint64_t> words, std::uint64_t count);

  [[nodiscard]] std::uint64_t count() const { return count_; }
  /// At most `limit` rows after the first `offset`.
  [[nodiscard]] std::vector<std::uint64_t> page(std::uint64_t offset, std::uint64_t limit) const;
  /// The rows that are in both.
  [[nodiscard]] static RowSet both(RowSet one, const RowSet& other);
  /// The rows of sets that have none in common, of a table of so many rows.
  [[nodiscard]] static RowSet together(std::vector<RowSet> sets, std::uint64_t table_rows);

 private:
  [[nodiscard]] bool is_marked() const { return !words_.empty(); }
  [[nodiscard]] bool has(std::uint32_t row) const;

  std::uint64_t count_ = 0;
  std::vector<std::uint32_t> rows_;
  std::vector<std::uint64_t> words_;  // empty: see rows_
};

/// Row numbers that go up, as the distance to the one before (the first: to 0), seven bits a byte (LEB128). Grows in
/// place; past the size of a bit for each row it becomes that.
class RowList {
 public:
  /// `row` is more than any before.
  void add(std::uint32_t row, std::uint64_t table_rows);
  [[nodiscard]] std::uint32_t count() const { return count_; }
  [[nodiscard]] bool is_marked() const { return !words_.empty(); }
  /// As list_of() or words_of() reads them.
  [[nodiscard]] std::string_view bytes() const;

 private:
  void mark_all(std::uint64_t table_rows);
  std::uint32_t count_ = 0, last_ = 0;
  std::string bytes_;
  std::vector<std::uint64_t> words_;
};

/// Reads a number of seven bits a byte from the front of `bytes`; none when there is no whole one.
[[nodiscard]] std::optional<std::uint64_t> take_number(std::string_view& bytes);
void append_number(std::string& out, std::uint64_t number);

/// The rows of a list, and what is left of `bytes` after it; none when it is not one of `count` rows of such a table.
[[nodiscard]] std::optional<RowSet> take_list(std::string_view& bytes, std::uint64_t count, std::uint64_t table_rows);
/// The rows of a bit for each row, of which `count` are said to be set; none when `bytes` are not of such a table.
[[nodiscard]] std::optional<RowSet> words_of(std::string_view bytes, std::uint64_t count, std::uint64_t table_rows);

}  // namespace sas::portal
