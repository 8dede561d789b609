#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "lake/file_query.h"
#include "releases/release.h"

/// Points of a table as maps need them: found by tile.
namespace sas::portal {

/// A tile of the web map (Web Mercator, EPSG:3857): zoom 0..24, x to the east, y to the south.
struct TileAddress {
  unsigned zoom = 0;
  std::uint32_t x = 0, y = 0;
};
/// None when there is no such tile.
[[nodiscard]] std::optional<TileAddress> tile_address(std::uint64_t zoom, std::uint64_t x, std::uint64_t y);

/// A place within a tile, 0..4095 to the east and to the south.
struct TileSpot {
  std::uint32_t x = 0, y = 0;
  std::uint64_t row = 0;    ///< of the table, from 1; of the first one when there are more
  std::uint64_t count = 1;  ///< rows there
};

/// The points of one release, kept in the order of a Z-curve: the points of any tile stand together, so finding them is
/// one search however many there are. Immutable; thread-safe.
class PointLayer {
 public:
  explicit PointLayer(const std::vector<lake::FilePoint>& points);
  /// Every point of the tile, or, when there are more than `most`, one spot for each cell of a grid of 64 by 64.
  [[nodiscard]] std::vector<TileSpot> spots(const TileAddress& tile, std::size_t most) const;
  /// Points that have a place.
  [[nodiscard]] std::size_t size() const { return curve_.size(); }
  /// None without points.
  [[nodiscard]] const std::optional<releases::Extent>& extent() const { return extent_; }

 private:
  struct Entry {
    std::uint64_t place = 0;  ///< on the curve
    std::uint32_t row = 0;
  };
  std::vector<Entry> curve_;
  std::optional<releases::Extent> extent_;
};

/// The tile as Mapbox Vector Tile 2.1: one layer `name`, each feature with the row as its id and `aantal`, the number
/// of rows at that place. Empty when there is nothing in it.
[[nodiscard]] std::string encode_tile(const std::string& name, const std::vector<TileSpot>& spots);

}  // namespace sas::portal
