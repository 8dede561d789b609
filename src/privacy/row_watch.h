#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "privacy/content.h"
#include "privacy/groups.h"
#include "privacy/judge.h"
#include "privacy/statistics.h"

/// The checks that need whole rows: keys that move, groups of equal rows, cells of counts. Each keeps bounded memory
/// and says so when that was not enough. Not thread-safe.
namespace sas::privacy {

/// One row as the checks see it.
struct RowView {
  std::span<const std::string_view> cells;
  std::span<const std::uint64_t> hashes;
  std::span<const Marks> marks;
};

/// Trajectories: a key with more than one place and moment.
class TrackWatch {
 public:
  TrackWatch(const DataSet& set, const std::vector<std::string>& header);
  void row(const RowView& row, std::uint64_t number);
  [[nodiscard]] std::vector<Finding> findings(const TableView& table) const;

 private:
  struct Key {
    std::size_t column;
    bool moving;  ///< a person, vehicle or device by header or content
    Groups groups;
  };
  void learn(const RowView& row);
  void list_roles();
  [[nodiscard]] std::uint64_t place_of(const RowView& row, std::size_t without) const;
  void add_key(std::size_t column, Hints hints);
  [[nodiscard]] bool is_key(std::size_t column) const;
  std::vector<Hints> hints_;
  std::vector<char> is_place_, is_time_, may_be_key_;
  std::vector<std::size_t> places_, times_;  ///< the columns that are, told from the first rows
  std::vector<Key> keys_;
  std::optional<std::size_t> shape_;
};

/// k-anonymity and l-diversity over quasi-identifiers, declared or found by header.
class GroupWatch {
 public:
  GroupWatch(const DataSet& set, const std::vector<std::string>& header);
  void row(const RowView& row);
  [[nodiscard]] std::vector<Finding> findings(const TableView& table) const;

 private:
  std::vector<std::size_t> quasi_;
  struct Sensitive {
    std::size_t column;
    Groups groups;
  };
  bool declared_ = false;
  Groups groups_;
  std::vector<Sensitive> sensitive_;
};

/// Small cells, rounding, suppressed cells that can be worked out, and differences with an earlier release.
class CellWatch {
 public:
  CellWatch(const DataSet& set, const std::vector<std::string>& header);
  void compare_with(const Table& earlier);
  void row(const RowView& row);
  [[nodiscard]] std::vector<Finding> findings(const TableView& table) const;

 private:
  struct Counted {
    std::size_t column;
    std::uint64_t small = 0, unrounded = 0, different = 0;
    std::vector<CountCell> cells;
    bool overflowed = false;
    bool has_total = false;              ///< some row is the total over a dimension
    Rounding rounding = Rounding::none;  ///< that is believed
  };
  void count(Counted& counted, const RowView& row, std::uint64_t key);
  void check_wide(const RowView& row);
  [[nodiscard]] std::uint64_t key_of(const RowView& row) const;
  void settle_shape(const DataSet& set);
  [[nodiscard]] std::uint64_t dimension_of(const RowView& row, std::size_t column) const;
  std::vector<std::string> header_;
  std::optional<std::size_t> shape_;  ///< among the dimensions, when nothing else names the area
  std::vector<std::size_t> dimensions_;
  std::vector<Counted> counted_;
  std::optional<std::size_t> total_;  ///< column that is the sum of the other counted ones
  std::uint64_t wide_sums_ = 0, wide_others_ = 0, wide_worked_out_ = 0;
  std::uint64_t wide_rests_ = 0, wide_overs_ = 0;
  std::unordered_map<std::uint64_t, std::vector<double>> earlier_;
};

/// The number in a cell, with a decimal point or comma; none when it is no plain number.
[[nodiscard]] std::optional<double> number_in(std::string_view cell);
/// Whether a category stands for all of them: "totaal", "all".
[[nodiscard]] bool is_total_word(std::string_view cell);

}  // namespace sas::privacy
