#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "base/result.h"
#include "portal/row_index.h"
#include "releases/release.h"
#include "shapes/shape.h"

namespace sas::portal {

/// The lines and areas of one release, kept so that a tile or a box costs little however many there are: places as
/// whole ten millionths of a degree (which is what they are), each with the zoom from which it can be seen, and the
/// largest shapes first, so that what is too small for a map is never looked at. Immutable; thread-safe.
class ShapeLayer {
 public:
  /// Ten millionths of a degree.
  struct Place {
    std::int32_t x = 0, y = 0;
  };
  struct Bounds {
    std::int32_t west = 0, south = 0, east = 0, north = 0;
  };
  /// On the square of Web Mercator, of which the whole side is 2^32: to the east, and to the south.
  struct WebBounds {
    std::uint32_t west = 0, north = 0, east = 0, south = 0;
  };
  /// A line, a ring or a point: some of the places of the layer.
  struct Path {
    std::size_t begin = 0, end = 0;
    enum class Stands { first, behind } stands = Stands::first;  ///< in its part: a hole stands behind
  };
  struct Entry {
    std::uint32_t row = 0;  ///< of the table, from 1
    shapes::ShapeKind kind = shapes::ShapeKind::area;
    std::uint32_t first_path = 0, end_path = 0;
  };

  /// Reads the column of that place in the header. Cells that are empty or no shape have no place on the map. Errors:
  /// `rows-unreadable`.
  [[nodiscard]] static Result<std::shared_ptr<const ShapeLayer>> read(const RowIndex& rows, std::size_t column);

  [[nodiscard]] std::size_t size() const { return entries_.size(); }
  /// None without shapes.
  [[nodiscard]] const std::optional<releases::Extent>& extent() const { return extent_; }

  /// The largest shape on the web map first; `web_bounds()[i]` is the box of `entries()[i]`.
  [[nodiscard]] std::span<const Entry> entries() const { return entries_; }
  [[nodiscard]] std::span<const WebBounds> web_bounds() const { return web_bounds_; }
  [[nodiscard]] std::span<const Path> paths(const Entry& entry) const {
    return std::span(paths_).subspan(entry.first_path, entry.end_path - entry.first_path);
  }
  /// The places of a path that can be seen at that zoom (half a pixel of a screen), the first and the last always; of a
  /// ring that would fall flat, as many more as it takes.
  [[nodiscard]] std::vector<Place> seen(const Path& path, unsigned zoom) const;
  [[nodiscard]] std::span<const Place> all(const Path& path) const {
    return std::span(places_).subspan(path.begin, path.end - path.begin);
  }
  [[nodiscard]] shapes::Shape shape(const Entry& entry) const;

  /// The rows, going up, whose shape itself meets the box (degrees) and for which `fits` says yes; empty: all.
  using Fits = std::function<bool(const shapes::Shape&)>;
  [[nodiscard]] std::vector<std::uint64_t> rows_meeting(const shapes::Box& box, const Fits& fits) const;

 private:
  void add(std::uint32_t row, const shapes::Shape& shape);
  void add_levels(const Path& path, shapes::ShapeKind kind);
  void put_largest_first();

  std::vector<Entry> entries_;
  std::vector<Bounds> bounds_;
  std::vector<WebBounds> web_bounds_;
  std::vector<Path> paths_;
  std::vector<Place> places_;
  std::vector<std::uint8_t> levels_;  ///< of the places: the zoom from which one is seen
  std::optional<releases::Extent> extent_;
};

/// A place on the square of Web Mercator, of which the whole side is 1: to the east, and to the south.
struct WebPlace {
  double x = 0, y = 0;
};
[[nodiscard]] WebPlace web_place(ShapeLayer::Place place);

}  // namespace sas::portal
