#include "portal/point_layer.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <protozero/pbf_writer.hpp>
#include <span>

namespace sas::portal {
namespace {

constexpr unsigned deepest_zoom = 24;
constexpr unsigned tile_bits = 12;  // an extent of 4096, as tiles usually have
constexpr unsigned grid_bits = 6;
constexpr double furthest_latitude = 85.05112877980659;  // where the square of Web Mercator ends

/// Every bit of a number with a zero bit before it.
std::uint64_t spread(std::uint32_t number) {
  std::uint64_t out = number;
  out = (out | (out << 16U)) & 0x0000ffff0000ffff;
  out = (out | (out << 8U)) & 0x00ff00ff00ff00ff;
  out = (out | (out << 4U)) & 0x0f0f0f0f0f0f0f0f;
  out = (out | (out << 2U)) & 0x3333333333333333;
  return (out | (out << 1U)) & 0x5555555555555555;
}

std::uint32_t gather(std::uint64_t number) {
  std::uint64_t out = number & 0x5555555555555555;
  out = (out | (out >> 1U)) & 0x3333333333333333;
  out = (out | (out >> 2U)) & 0x0f0f0f0f0f0f0f0f;
  out = (out | (out >> 4U)) & 0x00ff00ff00ff00ff;
  out = (out | (out >> 8U)) & 0x0000ffff0000ffff;
  return static_cast<std::uint32_t>(out | (out >> 16U));
}

std::uint64_t curve_place(std::uint32_t x, std::uint32_t y) {
  return spread(x) | (spread(y) << 1U);
}

/// A share of the whole map as a 32-bit number.
std::uint32_t whole(double share) {
  constexpr double world = 4294967296.0;
  return static_cast<std::uint32_t>(std::clamp(share * world, 0.0, world - 1));
}

std::uint64_t place_of(const lake::FilePoint& point) {
  const double sine =
      std::sin(std::clamp(point.latitude, -furthest_latitude, furthest_latitude) * std::numbers::pi / 180);
  const double y = 0.5 - std::log((1 + sine) / (1 - sine)) / (4 * std::numbers::pi);
  return curve_place(whole(point.longitude / 360 + 0.5), whole(y));
}

bool has_place(const lake::FilePoint& point) {
  return std::abs(point.longitude) <= 180 && std::abs(point.latitude) <= 90;  // false for NaN
}

void widen(std::optional<releases::Extent>& extent, const lake::FilePoint& point) {
  if (!extent) extent = releases::Extent{point.longitude, point.latitude, point.longitude, point.latitude};
  extent->west = std::min(extent->west, point.longitude);
  extent->east = std::max(extent->east, point.longitude);
  extent->south = std::min(extent->south, point.latitude);
  extent->north = std::max(extent->north, point.latitude);
}

/// Of a place on the curve, the `bits` bits of each direction that come behind the tile's own.
struct Within {
  std::uint32_t x, y;
};
Within within_tile(std::uint64_t place, unsigned zoom, unsigned bits) {
  const std::uint64_t below = zoom == 0 ? place : place << (2 * zoom);
  const std::uint64_t top = below >> (64 - 2 * bits);
  return {gather(top), gather(top >> 1U)};
}

std::uint32_t zigzag(std::int64_t value) {
  return static_cast<std::uint32_t>((value << 1) ^ (value >> 63));
}

}  // namespace

std::optional<TileAddress> tile_address(std::uint64_t zoom, std::uint64_t x, std::uint64_t y) {
  if (zoom > deepest_zoom) return std::nullopt;
  const std::uint64_t side = std::uint64_t{1} << zoom;
  if (x >= side || y >= side) return std::nullopt;
  return TileAddress{static_cast<unsigned>(zoom), static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(y)};
}

PointLayer::PointLayer(const std::vector<lake::FilePoint>& points) {
  curve_.reserve(points.size());
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (!has_place(points[i])) continue;
    curve_.push_back({place_of(points[i]), static_cast<std::uint32_t>(i + 1)});
    widen(extent_, points[i]);
  }
  std::sort(curve_.begin(), curve_.end(),
            [](const Entry& a, const Entry& b) { return a.place != b.place ? a.place < b.place : a.row < b.row; });
}

std::vector<TileSpot> PointLayer::spots(const TileAddress& tile, std::size_t most) const {
  const auto before = [](const Entry& entry, std::uint64_t place) { return entry.place < place; };
  const auto after = [](std::uint64_t place, const Entry& entry) { return place < entry.place; };
  const unsigned shift = 64 - 2 * tile.zoom;
  const std::uint64_t prefix = curve_place(tile.x, tile.y);
  const std::uint64_t first = tile.zoom == 0 ? 0 : prefix << shift;
  const std::uint64_t last = tile.zoom == 0 ? ~std::uint64_t{0} : first | ((std::uint64_t{1} << shift) - 1);
  auto at = std::lower_bound(curve_.begin(), curve_.end(), first, before);
  const auto end = std::upper_bound(at, curve_.end(), last, after);

  std::vector<TileSpot> out;
  if (static_cast<std::size_t>(end - at) <= most) {
    for (; at != end; ++at) {
      const Within where = within_tile(at->place, tile.zoom, tile_bits);
      out.push_back({where.x, where.y, at->row, 1});
    }
    return out;
  }
  // From cell to cell: the points of one cell stand together as well, so they are counted without being looked at.
  const unsigned cell_shift = shift - 2 * grid_bits;
  constexpr std::uint32_t cell = 1U << (tile_bits - grid_bits);
  while (at != end) {
    const std::uint64_t cell_last = at->place | ((std::uint64_t{1} << cell_shift) - 1);
    const auto next = std::upper_bound(at, end, cell_last, after);
    const Within where = within_tile(at->place, tile.zoom, grid_bits);
    out.push_back(
        {where.x * cell + cell / 2, where.y * cell + cell / 2, at->row, static_cast<std::uint64_t>(next - at)});
    at = next;
  }
  return out;
}

namespace {

// Field numbers of vector_tile.proto (Mapbox Vector Tile 2.1, clause 4).
void write_feature(protozero::pbf_writer& layer, const TileSpot& spot, std::uint32_t value) {
  const std::uint32_t tags[] = {0, value};
  const std::uint32_t geometry[] = {9, zigzag(spot.x), zigzag(spot.y)};  // one MoveTo
  protozero::pbf_writer feature(layer, 2);
  feature.add_uint64(1, spot.row);
  feature.add_packed_uint32(2, std::begin(tags), std::end(tags));
  feature.add_enum(3, 1);  // POINT
  feature.add_packed_uint32(4, std::begin(geometry), std::end(geometry));
}

// The writers finish what they began when they end: all of them do before the bytes are used.
void write_layer(std::string& out, const std::string& name, const std::vector<TileSpot>& spots) {
  protozero::pbf_writer tile(out);
  protozero::pbf_writer layer(tile, 3);
  layer.add_uint32(15, 2);
  layer.add_string(1, name);
  std::vector<std::uint64_t> counts;
  for (const TileSpot& spot : spots) counts.push_back(spot.count);
  std::sort(counts.begin(), counts.end());
  counts.erase(std::unique(counts.begin(), counts.end()), counts.end());
  for (const TileSpot& spot : spots) {
    const auto value = std::lower_bound(counts.begin(), counts.end(), spot.count) - counts.begin();
    write_feature(layer, spot, static_cast<std::uint32_t>(value));
  }
  layer.add_string(3, "aantal");
  for (const std::uint64_t count : counts) {
    protozero::pbf_writer value(layer, 4);
    value.add_uint64(5, count);
  }
  layer.add_uint32(5, 1U << tile_bits);
}

}  // namespace

std::string encode_tile(const std::string& name, const std::vector<TileSpot>& spots) {
  std::string out;
  if (!spots.empty()) write_layer(out, name, spots);
  return out;
}

}  // namespace sas::portal
