#include "portal/shape_tile.h"

#include <algorithm>
#include <bitset>
#include <cmath>
#include <numbers>
#include <protozero/pbf_writer.hpp>
#include <protozero/varint.hpp>
#include <unordered_map>

#include "portal/tile_clip.h"

namespace sas::portal {
namespace {

using Place = ShapeLayer::Place;
using Entry = ShapeLayer::Entry;

constexpr int extent = 4096;
constexpr int buffer = 64;  // beside the tile, so that a border of some pixels is not seen to end there
constexpr int pixel = 16;   // of a tile of 256
constexpr std::size_t most_features = 4096, most_places = 60'000, most_tags = 32'768;

// Clause 4.3.1 of the standard: the kinds of geometry, and the commands.
enum class Drawn : std::int32_t { points = 1, lines = 2, areas = 3 };
constexpr std::uint32_t move_to = 1, line_to = 2, close_path = 7;

Drawn drawn_as(shapes::ShapeKind kind) {
  if (shapes::is_area(kind)) return Drawn::areas;
  return shapes::is_line(kind) ? Drawn::lines : Drawn::points;
}

struct Spot {
  std::int32_t x = 0, y = 0;
  friend bool operator==(const Spot&, const Spot&) = default;
};

/// A box in the tile, 0..4096 to the east and to the south.
struct Corners {
  double west = 0, north = 0, east = 0, south = 0;
};

/// From degrees to the tile.
class TileGrid {
 public:
  explicit TileGrid(const TileAddress& tile)
      : side_(std::exp2(static_cast<double>(tile.zoom))), column_(tile.x), line_(tile.y) {}

  [[nodiscard]] Spot spot(const ClipPlace& at) const {
    const WebPlace place =
        web_place({static_cast<std::int32_t>(std::llround(at.x)), static_cast<std::int32_t>(std::llround(at.y))});
    return {static_cast<std::int32_t>(std::lround((place.x * side_ - column_) * extent)),
            static_cast<std::int32_t>(std::lround((place.y * side_ - line_) * extent))};
  }
  [[nodiscard]] Corners corners(const ShapeLayer::WebBounds& box) const {
    const double step = side_ * extent / 4294967296.0;
    const double west = column_ * extent, north = line_ * extent;
    return {box.west * step - west, box.north * step - north, box.east * step - west, box.south * step - north};
  }
  /// The tile with so much around it, in ten millionths of a degree.
  [[nodiscard]] ClipBox box(double around) const {
    const double margin = around / extent;
    return {longitude(column_ - margin), latitude(line_ + 1 + margin), longitude(column_ + 1 + margin),
            latitude(line_ - margin)};
  }

 private:
  [[nodiscard]] double longitude(double column) const { return (column / side_ - 0.5) * 360e7; }
  [[nodiscard]] double latitude(double line) const {
    const double pi = std::numbers::pi;
    return std::atan(std::sinh(pi * (1 - 2 * line / side_))) * 180e7 / pi;
  }
  double side_, column_, line_;
};

/// The commands of one feature (clause 4.3.2).
class Drawing {
 public:
  void points(const std::vector<Spot>& spots) {
    command(move_to, spots.size());
    for (const Spot& spot : spots) go(spot);
  }
  void line(const std::vector<Spot>& spots) {
    command(move_to, 1);
    go(spots.front());
    command(line_to, spots.size() - 1);
    for (std::size_t i = 1; i < spots.size(); ++i) go(spots[i]);
  }
  /// `spots` do not come back to the first one.
  void ring(const std::vector<Spot>& spots) {
    line(spots);
    command(close_path, 1);
  }
  [[nodiscard]] const std::vector<std::uint32_t>& numbers() const { return numbers_; }

 private:
  void command(std::uint32_t id, std::size_t count) {
    numbers_.push_back(id | (static_cast<std::uint32_t>(count) << 3U));
  }
  void go(const Spot& spot) {
    numbers_.push_back(protozero::encode_zigzag32(spot.x - at_.x));
    numbers_.push_back(protozero::encode_zigzag32(spot.y - at_.y));
    at_ = spot;
  }
  Spot at_;
  std::vector<std::uint32_t> numbers_;
};

std::vector<Spot> spots_of(const ClipPath& path, const TileGrid& grid) {
  std::vector<Spot> out;
  for (const ClipPlace& place : path)
    if (const Spot spot = grid.spot(place); out.empty() || out.back() != spot) out.push_back(spot);
  return out;
}

// Twice the area by the surveyor's formula; more than nothing when it goes around with the clock on the screen.
std::int64_t surface(const std::vector<Spot>& ring) {
  std::int64_t out = 0;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const Spot &a = ring[i], &b = ring[(i + 1) % ring.size()];
    out += std::int64_t{a.x} * b.y - std::int64_t{b.x} * a.y;
  }
  return out;
}

struct Feature {
  std::uint64_t row = 0;
  Drawn as = Drawn::areas;
  std::vector<std::uint32_t> geometry;
};

class TileMaker {
 public:
  TileMaker(const ShapeLayer& layer, const TileAddress& tile)
      : layer_(layer), zoom_(tile.zoom), grid_(tile), box_(grid_.box(buffer)) {}

  std::vector<Feature> make() && {
    const auto entries = layer_.entries();
    const auto bounds = layer_.web_bounds();
    for (std::size_t i = 0; i < entries.size(); ++i) {
      const Corners corners = grid_.corners(bounds[i]);
      if (corners.east < -buffer || corners.west > extent + buffer || corners.south < -buffer ||
          corners.north > extent + buffer)
        continue;
      if (features_.size() >= most_features || places_ >= most_places) break;
      add(entries[i], corners);
    }
    return std::move(features_);
  }

 private:
  void add(const Entry& entry, const Corners& corners) {
    const Drawn as = drawn_as(entry.kind);
    const bool is_dot = corners.east - corners.west < pixel && corners.south - corners.north < pixel;
    Drawing drawing;
    if (is_dot && as != Drawn::points)
      draw_dot(drawing, as, corners);
    else if (as == Drawn::areas)
      draw_areas(drawing, entry);
    else if (as == Drawn::lines)
      draw_lines(drawing, entry);
    else
      draw_points(drawing, entry);
    if (drawing.numbers().empty()) return;
    places_ += drawing.numbers().size() / 2;
    features_.push_back({entry.row, as, drawing.numbers()});
  }

  // Once for each pixel of the tile itself: hundreds of thousands of small things are no more than what is seen.
  void draw_dot(Drawing& drawing, Drawn as, const Corners& at) {
    if (at.west < 0 || at.north < 0 || at.west >= extent || at.north >= extent) return;
    const int column = static_cast<int>(at.west) / pixel, line = static_cast<int>(at.north) / pixel;
    const auto cell = static_cast<std::size_t>(line * (extent / pixel) + column);
    if (taken_.test(cell)) return;
    taken_.set(cell);
    const int x = column * pixel, y = line * pixel;
    if (as == Drawn::areas)
      drawing.ring({{x, y}, {x + pixel, y}, {x + pixel, y + pixel}, {x, y + pixel}});
    else
      drawing.line({{x, y}, {x + pixel, y + pixel}});
  }

  void draw_points(Drawing& drawing, const Entry& entry) const {
    std::vector<Spot> spots;
    for (const ShapeLayer::Path& path : layer_.paths(entry)) {
      const Place at = layer_.all(path).front();
      if (at.x >= box_.west && at.x <= box_.east && at.y >= box_.south && at.y <= box_.north)
        spots.push_back(grid_.spot({double(at.x), double(at.y)}));
    }
    if (!spots.empty()) drawing.points(spots);
  }

  void draw_lines(Drawing& drawing, const Entry& entry) const {
    for (const ShapeLayer::Path& path : layer_.paths(entry))
      for (const ClipPath& piece : clipped_line(layer_.seen(path, zoom_), box_))
        if (const std::vector<Spot> spots = spots_of(piece, grid_); spots.size() >= 2) drawing.line(spots);
  }

  // Clause 4.3.3.3: an outer ring goes one way around and its holes the other; a ring without a surface is none, and
  // when the outer one falls away its holes go with it.
  void draw_areas(Drawing& drawing, const Entry& entry) const {
    bool has_outer = false;
    for (const ShapeLayer::Path& path : layer_.paths(entry)) {
      const bool is_outer = path.stands == ShapeLayer::Path::Stands::first;
      if (!is_outer && !has_outer) continue;
      std::vector<Spot> ring = spots_of(clipped_ring(layer_.seen(path, zoom_), box_), grid_);
      if (ring.size() > 1 && ring.front() == ring.back()) ring.pop_back();
      const std::int64_t twice = ring.size() < 3 ? 0 : surface(ring);
      if (is_outer) has_outer = twice != 0;
      if (twice == 0) continue;
      if ((twice > 0) != is_outer) std::reverse(ring.begin() + 1, ring.end());
      drawing.ring(ring);
    }
  }

  const ShapeLayer& layer_;
  const unsigned zoom_;
  const TileGrid grid_;
  const ClipBox box_;
  std::bitset<std::size_t{extent / pixel} * (extent / pixel)> taken_;
  std::vector<Feature> features_;
  std::size_t places_ = 0;
};

/// Field numbers of vector_tile.proto. The writers finish what they began when they end.
class TileWriter {
 public:
  TileWriter(std::string& out, const std::string& name, const TileProperties& properties)
      : tile_(out), layer_(tile_, 3), properties_(properties) {
    layer_.add_uint32(15, 2);
    layer_.add_string(1, name);
  }
  void add(const Feature& one) {
    const std::vector<std::uint32_t> tags = tags_of(one.row);
    protozero::pbf_writer feature(layer_, 2);
    feature.add_uint64(1, one.row);
    if (!tags.empty()) feature.add_packed_uint32(2, tags.begin(), tags.end());
    feature.add_enum(3, static_cast<std::int32_t>(one.as));
    feature.add_packed_uint32(4, one.geometry.begin(), one.geometry.end());
  }
  void finish() {
    if (!values_.empty())
      for (const std::string& column : properties_.columns()) layer_.add_string(3, column);
    for (const std::uint32_t value : values_) layer_.add_message(4, properties_.value(value));
    layer_.add_uint32(5, extent);
  }

 private:
  std::vector<std::uint32_t> tags_of(std::uint64_t row) {
    std::vector<std::uint32_t> out;
    const std::size_t width = properties_.columns().size();
    if (width == 0 || tags_ + width > most_tags) return out;
    tags_ += width;
    const auto cells = properties_.of_row(row);
    for (std::uint32_t column = 0; column < width; ++column) {
      if (cells[column] == TileProperties::absent) continue;
      const auto [entry, is_new] = numbers_.try_emplace(cells[column], static_cast<std::uint32_t>(values_.size()));
      if (is_new) values_.push_back(cells[column]);
      out.push_back(column);
      out.push_back(entry->second);
    }
    return out;
  }

  protozero::pbf_writer tile_, layer_;
  const TileProperties& properties_;
  std::unordered_map<std::uint32_t, std::uint32_t> numbers_;
  std::vector<std::uint32_t> values_;
  std::size_t tags_ = 0;
};

// The writers end here, before the bytes are used.
void write_layer(std::string& out, const std::string& name, const std::vector<Feature>& features,
                 const TileProperties& properties) {
  TileWriter writer(out, name, properties);
  for (const Feature& one : features) writer.add(one);
  writer.finish();
}

}  // namespace

std::string shape_tile(const std::string& name, const ShapeLayer& layer, const TileProperties& properties,
                       const TileAddress& tile) {
  std::string out;
  const std::vector<Feature> features = TileMaker(layer, tile).make();
  if (features.empty()) return out;
  write_layer(out, name, features, properties);
  return out;
}

}  // namespace sas::portal
