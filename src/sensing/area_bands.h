#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace sas::sensing {

/// The edges of one surface by how far north they lie, so that a point meets the few at its own height and not all of
/// them. Says where a point lies unless that is too close to a border to tell; then somebody must reckon who knows
/// exactly what a border is. Immutable: thread-safe.
class AreaBands {
 public:
  struct Corner {
    double x, y;  ///< degrees
  };
  /// Closed: the last corner is the first. Rings of one polygon follow each other, its border first, then its holes.
  struct Ring {
    enum class Kind { border, hole } kind = Kind::border;
    std::vector<Corner> corners;
  };
  explicit AreaBands(const std::vector<Ring>& rings);

  enum class Place { inside, outside, at_border };
  /// Inside is what the border of a polygon goes round (in either direction, however often) and none of its holes does.
  [[nodiscard]] Place place_of(double x, double y) const;

 private:
  struct Edge {
    Corner from, to;
    std::uint32_t ring;
  };
  class Tally;
  [[nodiscard]] std::size_t band_of(double y) const;
  void count_bands(const std::vector<Edge>& edges);

  std::vector<Ring::Kind> kinds_;  ///< of each ring
  double south_ = 0, north_ = 0, per_degree_ = 0;
  std::size_t bands_ = 1;
  std::vector<std::size_t> first_;  ///< in edges_, of each band, and the end
  std::vector<Edge> edges_;         ///< by band, then by ring; in every band that they touch
};

}  // namespace sas::sensing
