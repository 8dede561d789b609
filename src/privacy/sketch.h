#pragma once
#include <array>
#include <cstdint>
#include <limits>
#include <map>
#include <string_view>
#include <vector>

#include "privacy/cell.h"
#include "privacy/value_hash.h"

/// What the gate remembers of a column: counts per mark and a sample of its different values, as hashes. Memory is
/// bounded however long the column is. Not thread-safe.
namespace sas::privacy {

class ColumnSketch {
 public:
  /// The different values that are remembered; up to here every figure about them is exact, after that they are an even
  /// sample (the values with the smallest hashes).
  static constexpr std::size_t kValues = 512;

  ColumnSketch();
  /// Counts one cell and says what it looks like. `hash` is that of the cell.
  Reading add(std::string_view cell, std::uint64_t hash);
  /// The same of a cell that others read: nothing is looked for in it, however long it is.
  void add_unread(std::string_view cell, std::uint64_t hash);

  [[nodiscard]] std::uint64_t rows() const { return rows_; }
  [[nodiscard]] std::uint64_t filled() const { return rows_ - empty_; }
  /// Cells that carry any of the marks.
  [[nodiscard]] std::uint64_t cells_with(Marks any) const;
  /// Different values in the whole column: exact to kValues, estimated above.
  [[nodiscard]] double distinct() const;
  /// Different values in the sample, and those of them that carry any of the marks, or all of them.
  [[nodiscard]] std::size_t values() const { return kept_; }
  [[nodiscard]] std::size_t values_with(Marks any) const;
  [[nodiscard]] std::size_t values_with_all(Marks all) const;
  /// Values of the sample that occur once.
  [[nodiscard]] std::size_t values_once() const;
  /// Share (0..1) of the different values that carry any of the marks.
  [[nodiscard]] double share(Marks any) const;
  [[nodiscard]] double mean_length() const;
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
  /// Dates: first and last day, and how often a date comes before the one above it.
  [[nodiscard]] std::int32_t first_day() const { return first_day_; }
  [[nodiscard]] std::int32_t last_day() const { return last_day_; }
  [[nodiscard]] std::uint64_t days_back() const { return days_back_; }

 private:
  struct Value {
    std::uint64_t hash = 0;
    std::uint64_t count = 0;
    Reading reading;
  };
  struct Recent {
    std::uint64_t hash = 0;
    Reading reading;
  };

  static constexpr std::size_t kNowhere = std::numeric_limits<std::size_t>::max();
  /// The cell above, when it needs no second look: rows of one moment, meter or kind stand together.
  struct Above {
    std::uint64_t hash = 0;
    std::size_t place = kNowhere;  ///< in table_
    Reading reading;
  };

  Reading known_or_read(std::string_view cell, std::uint64_t hash);
  void remember(std::uint64_t hash, Reading reading);
  void put(const Value& value);
  void make_room();
  [[nodiscard]] std::size_t place_of(std::uint64_t hash) const;
  void count(Reading reading);
  void count_day(std::int32_t day);
  [[nodiscard]] std::size_t kind_of(Marks marks);

  std::uint64_t rows_ = 0, empty_ = 0, bytes_ = 0;
  std::vector<Value> table_;           // open addressing, twice kValues
  std::vector<std::uint64_t> hashes_;  // of table_, close together: most looks end here
  std::size_t kept_ = 0;
  std::uint64_t ceiling_ = std::numeric_limits<std::uint64_t>::max();
  std::vector<Recent> recent_;
  Above above_;
  std::size_t kind_ = 0;                                // in kinds_, of the cell counted last
  std::vector<std::pair<Marks, std::uint64_t>> kinds_;  // cells per combination of marks
  std::array<std::uint32_t, 32> kind_places_{};         // in kinds_, by a few bits of the marks
  std::int32_t first_day_ = std::numeric_limits<std::int32_t>::max();
  std::int32_t last_day_ = std::numeric_limits<std::int32_t>::min();
  std::int32_t previous_day_ = std::numeric_limits<std::int32_t>::min();
  std::uint64_t days_back_ = 0;
};

}  // namespace sas::privacy
