#include "portal/shape_layer.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "shapes/forms.h"
#include "shapes/measures.h"
#include "shapes/meets.h"

namespace sas::portal {
namespace {

using shapes::ShapeKind;
using Bounds = ShapeLayer::Bounds;
using Place = ShapeLayer::Place;

constexpr double steps_a_degree = 1e7;
constexpr std::uint64_t rows_at_a_time = 4096;
constexpr unsigned deepest = 24;
// Half a pixel of a tile of 512: at zoom z the world is 512 * 2^z pixels wide.
constexpr double finest_seen = 0.5 / 512;
// A stretch between two of these is never looked at as a whole: so the time for one long border is bounded.
constexpr std::size_t longest_stretch = 4096;

std::int32_t step_of(double degrees) {
  return static_cast<std::int32_t>(std::llround(degrees * steps_a_degree));
}

double degrees_of(std::int32_t step) {
  return step / steps_a_degree;
}

/// A share of the side of the web map as a whole number.
std::uint32_t whole(double share) {
  constexpr double world = 4294967296.0;
  return static_cast<std::uint32_t>(std::clamp(share * world, 0.0, world - 1));
}

bool lies_within(const Bounds& one, const shapes::Box& box) {
  return degrees_of(one.west) >= box.west && degrees_of(one.east) <= box.east && degrees_of(one.south) >= box.south &&
         degrees_of(one.north) <= box.north;
}

bool is_apart(const Bounds& one, const shapes::Box& box) {
  return degrees_of(one.west) > box.east || degrees_of(one.east) < box.west || degrees_of(one.south) > box.north ||
         degrees_of(one.north) < box.south;
}

double distance_squared(const WebPlace& at, const WebPlace& from, const WebPlace& to) {
  const double x = to.x - from.x, y = to.y - from.y, length = x * x + y * y;
  const double part = length > 0 ? std::clamp(((at.x - from.x) * x + (at.y - from.y) * y) / length, 0.0, 1.0) : 0.0;
  const double dx = at.x - (from.x + part * x), dy = at.y - (from.y + part * y);
  return dx * dx + dy * dy;
}

// The zoom from which so small a bend is seen.
std::uint8_t level_of(double distance) {
  if (!(distance > 0)) return deepest;
  return static_cast<std::uint8_t>(std::clamp(std::ceil(std::log2(finest_seen / distance)), 0.0, double{deepest}));
}

/// Douglas and Peucker (1973), for all zooms at once: each place gets the zoom from which leaving it out would be seen.
/// A place is never seen before the two that its stretch lies between.
class Levels {
 public:
  explicit Levels(std::span<const Place> path) : levels_(path.size(), deepest) {
    places_.reserve(path.size());
    for (const Place place : path) places_.push_back(web_place(place));
  }
  std::vector<std::uint8_t> reckon(bool is_ring) && {
    levels_.front() = levels_.back() = 0;
    std::size_t from = 0;
    if (is_ring && places_.size() > 3) from = split(0, furthest_from_first());
    for (; from + longest_stretch < places_.size(); from += longest_stretch) split(from, from + longest_stretch);
    split(from, places_.size() - 1);
    return std::move(levels_);
  }

 private:
  struct Stretch {
    std::size_t from, to;
    std::uint8_t level;
  };

  [[nodiscard]] std::size_t furthest_from_first() const {
    const auto nearer = [&](const WebPlace& a, const WebPlace& b) {
      return std::hypot(a.x - places_[0].x, a.y - places_[0].y) < std::hypot(b.x - places_[0].x, b.y - places_[0].y);
    };
    const auto found = std::max_element(places_.begin() + 1, places_.end() - 1, nearer);
    return std::min<std::size_t>(static_cast<std::size_t>(found - places_.begin()), longest_stretch);
  }

  std::size_t split(std::size_t first, std::size_t last) {
    levels_[first] = levels_[last] = 0;
    std::vector<Stretch> waiting{{first, last, 0}};
    while (!waiting.empty()) {
      const Stretch one = waiting.back();
      waiting.pop_back();
      double most = -1;
      std::size_t furthest = one.from;
      for (std::size_t i = one.from + 1; i < one.to; ++i) {
        const double distance = distance_squared(places_[i], places_[one.from], places_[one.to]);
        if (distance > most) most = distance, furthest = i;
      }
      if (furthest == one.from) continue;
      const std::uint8_t level = std::max(one.level, level_of(std::sqrt(most)));
      levels_[furthest] = level;
      waiting.push_back({one.from, furthest, level});
      waiting.push_back({furthest, one.to, level});
    }
    return last;
  }

  std::vector<WebPlace> places_;
  std::vector<std::uint8_t> levels_;
};

template <typename T>
std::vector<T> in_order(const std::vector<T>& values, const std::vector<std::uint32_t>& order) {
  std::vector<T> out;
  out.reserve(values.size());
  for (const std::uint32_t at : order) out.push_back(values[at]);
  return out;
}

}  // namespace

WebPlace web_place(Place place) {
  constexpr double furthest_latitude = 85.05112877980659;  // where the square of Web Mercator ends
  const double latitude = std::clamp(degrees_of(place.y), -furthest_latitude, furthest_latitude);
  const double sine = std::sin(latitude * std::numbers::pi / 180);
  return {degrees_of(place.x) / 360 + 0.5, 0.5 - std::log((1 + sine) / (1 - sine)) / (4 * std::numbers::pi)};
}

Result<std::shared_ptr<const ShapeLayer>> ShapeLayer::read(const RowIndex& rows, std::size_t column) {
  const auto out = std::make_shared<ShapeLayer>();
  for (std::uint64_t first = 0; first < rows.rows(); first += rows_at_a_time) {
    const auto some = rows.read(first, rows_at_a_time);
    if (!some) return fail(Error(some.error()));
    for (std::size_t i = 0; i < some->size(); ++i) {
      const csv::Row& row = (*some)[i];
      if (column >= row.size() || row[column].empty()) continue;
      if (const auto shape = shapes::shape_from_text(row[column]))
        out->add(static_cast<std::uint32_t>(first + i + 1), *shape);
    }
  }
  out->put_largest_first();
  return out;
}

void ShapeLayer::add(std::uint32_t row, const shapes::Shape& shape) {
  Entry entry{row, shape.kind, static_cast<std::uint32_t>(paths_.size()), 0};
  for (const shapes::Part& part : shape.parts)
    for (std::size_t i = 0; i < part.paths.size(); ++i) {
      Path path{places_.size(), 0, i == 0 ? Path::Stands::first : Path::Stands::behind};
      for (const shapes::Coordinate& at : part.paths[i]) places_.push_back({step_of(at.x), step_of(at.y)});
      path.end = places_.size();
      add_levels(path, shape.kind);
      paths_.push_back(path);
    }
  entry.end_path = static_cast<std::uint32_t>(paths_.size());
  entries_.push_back(entry);
  const shapes::Box box = shapes::box_of(shape);
  bounds_.push_back({step_of(box.west), step_of(box.south), step_of(box.east), step_of(box.north)});
  if (!extent_) extent_ = releases::Extent{box.west, box.south, box.east, box.north};
  extent_->west = std::min(extent_->west, box.west);
  extent_->south = std::min(extent_->south, box.south);
  extent_->east = std::max(extent_->east, box.east);
  extent_->north = std::max(extent_->north, box.north);
}

void ShapeLayer::add_levels(const Path& path, ShapeKind kind) {
  const std::vector<std::uint8_t> levels = Levels(all(path)).reckon(shapes::is_area(kind));
  levels_.insert(levels_.end(), levels.begin(), levels.end());
}

void ShapeLayer::put_largest_first() {
  std::vector<std::uint32_t> sizes;
  for (const Bounds& one : bounds_) {
    const WebPlace from = web_place({one.west, one.north}), to = web_place({one.east, one.south});
    web_bounds_.push_back({whole(from.x), whole(from.y), whole(to.x), whole(to.y)});
    sizes.push_back(std::max(web_bounds_.back().east - web_bounds_.back().west,
                             web_bounds_.back().south - web_bounds_.back().north));
  }
  std::vector<std::uint32_t> order(entries_.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return sizes[a] > sizes[b]; });
  entries_ = in_order(entries_, order);
  bounds_ = in_order(bounds_, order);
  web_bounds_ = in_order(web_bounds_, order);
}

std::vector<Place> ShapeLayer::seen(const Path& path, unsigned zoom) const {
  const std::span<const Place> places = all(path);
  constexpr std::size_t smallest_ring = 4;
  std::vector<Place> out;
  for (unsigned level = zoom; out.size() < std::min(smallest_ring, places.size()); level += 2) {
    out.clear();
    for (std::size_t i = 0; i < places.size(); ++i)
      if (levels_[path.begin + i] <= level) out.push_back(places[i]);
    if (level > deepest || places.front().x != places.back().x || places.front().y != places.back().y) break;
  }
  return out;
}

shapes::Shape ShapeLayer::shape(const Entry& entry) const {
  shapes::Shape out;
  out.kind = entry.kind;
  for (const Path& path : paths(entry)) {
    if (path.stands == Path::Stands::first) out.parts.emplace_back();
    shapes::Path& made = out.parts.back().paths.emplace_back();
    for (const Place place : all(path)) made.push_back({degrees_of(place.x), degrees_of(place.y)});
  }
  return out;
}

std::vector<std::uint64_t> ShapeLayer::rows_meeting(const shapes::Box& box, const Fits& fits) const {
  std::vector<std::uint64_t> out;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    if (is_apart(bounds_[i], box)) continue;
    const bool is_sure = lies_within(bounds_[i], box);
    if (is_sure && !fits) {
      out.push_back(entries_[i].row);
      continue;
    }
    const shapes::Shape whole = shape(entries_[i]);
    if ((is_sure || shapes::meets(whole, box)) && (!fits || fits(whole))) out.push_back(entries_[i].row);
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace sas::portal
