#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "privacy/row_watch.h"
#include "shapes/shape.h"

/// The checks of a column of shapes: how fine they are, what stands beside them, and whether lines are journeys. Keeps
/// bounded memory however large the shapes are and however many. Not thread-safe.
namespace sas::privacy {

/// A shape of more text than this is refused before it is read: about 180,000 vertices to the centimetre.
inline constexpr std::size_t kLongestShape = std::size_t{4} << 20;

/// Square metres below which an area is a dwelling or a parcel, whatever it is called.
inline constexpr double kExactArea = 10'000;

class ShapeWatch {
 public:
  ShapeWatch(const DataSet& set, const std::vector<std::string>& header);
  void row(const RowView& row);
  [[nodiscard]] std::vector<Finding> findings(const TableView& table) const;
  /// The place of the column; none when the set has none.
  [[nodiscard]] std::optional<std::size_t> column() const { return column_; }

 private:
  /// What one shape says, without the shape.
  struct Measured {
    std::uint64_t hash = 0;
    bool is_readable = false, is_area = false, is_line = false, is_on_grid = false;
    double smallest = 0;  ///< square metres of its smallest ring; of areas only
    shapes::Box box;
  };
  struct Seen {
    std::uint64_t shape = 0;
    bool has_other = false;
  };

  [[nodiscard]] Measured measured(std::string_view cell, std::uint64_t hash);
  void look_at_lines(const shapes::Shape& shape);
  void look_at_line(const shapes::Path& line);
  void look_at_area_name(const RowView& row, std::uint64_t shape);
  [[nodiscard]] bool has_moment(const RowView& row) const;
  [[nodiscard]] std::uint64_t nearly_equal() const;
  [[nodiscard]] bool looks_recorded() const;

  std::optional<std::size_t> column_;
  Subject subject_;
  FirmForm firms_;
  bool is_aggregated_;
  std::optional<Precision> precision_;
  bool is_reviewed_ = false;
  std::vector<std::size_t> names_;  ///< columns that name the area of a row
  std::vector<char> is_time_;       ///< columns that are days or moments by declaration or name
  std::uint64_t too_large_ = 0, unreadable_ = 0, no_areas_ = 0, finer_ = 0, exact_ = 0, filled_ = 0;
  std::uint64_t lines_with_moments_ = 0;
  std::array<Measured, 256> recent_{};                    ///< areas come again for every year and kind
  std::unordered_map<std::uint64_t, Seen> areas_;         ///< shape by the name of its area
  std::unordered_map<std::uint64_t, shapes::Box> boxes_;  ///< of different areas
  std::uint64_t areas_that_vary_ = 0;
  std::uint64_t unwatched_areas_ = 0, unwatched_lines_ = 0;  ///< beyond what is remembered
  /// Lines with the vertices and the length of a journey, by whether their points follow each other as a receiver's do.
  struct Journey {
    std::uint64_t from = 0, to = 0;
    bool is_even = false;
  };
  std::vector<Journey> journeys_;
  std::unordered_map<std::uint64_t, std::uint32_t> ends_;  ///< lines that begin or end at a place
  std::unordered_set<std::uint64_t> known_lines_;          ///< the same line twice meets nobody
};

/// One hash for shapes that reach equally far, to about a hundred metres: a shape that becomes a little finer keeps it.
/// 0 for an empty cell.
[[nodiscard]] std::uint64_t reach_of(std::string_view shape);

}  // namespace sas::privacy
