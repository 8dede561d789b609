#include "portal/tile_clip.h"

#include <algorithm>

namespace sas::portal {
namespace {

ClipPlace between(const ClipPlace& from, const ClipPlace& to, double part) {
  return {from.x + part * (to.x - from.x), from.y + part * (to.y - from.y)};
}

/// The part of an edge that lies within the box, from 0 to 1; `begin` is more than `end` when none does.
struct Part {
  double begin = 0, end = 1;
};

// Liang and Barsky (1984).
Part part_within(const ClipPlace& from, const ClipPlace& to, const ClipBox& box) {
  constexpr Part nothing{1, 0};
  Part out;
  const auto cut = [&](double towards, double room) {
    if (towards == 0) return room >= 0;
    if (towards < 0) out.begin = std::max(out.begin, room / towards);
    if (towards > 0) out.end = std::min(out.end, room / towards);
    return out.begin <= out.end;
  };
  const double x = to.x - from.x, y = to.y - from.y;
  const bool is_there = cut(-x, from.x - box.west) && cut(x, box.east - from.x) && cut(-y, from.y - box.south) &&
                        cut(y, box.north - from.y);
  return is_there ? out : nothing;
}

/// One pass of Sutherland and Hodgman: `depth` is how far a place lies on the side that stays.
template <typename Depth>
ClipPath cut_off(const ClipPath& ring, Depth depth) {
  ClipPath out;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const ClipPlace &from = ring[i], &to = ring[(i + 1) % ring.size()];
    const double here = depth(from), there = depth(to);
    if (here >= 0) out.push_back(from);
    if ((here >= 0) != (there >= 0)) out.push_back(between(from, to, here / (here - there)));
  }
  return out;
}

}  // namespace

std::vector<ClipPath> clipped_line(const std::vector<ShapeLayer::Place>& line, const ClipBox& box) {
  std::vector<ClipPath> out;
  bool goes_on = false;
  for (std::size_t i = 1; i < line.size(); ++i) {
    const ClipPlace from{double(line[i - 1].x), double(line[i - 1].y)}, to{double(line[i].x), double(line[i].y)};
    const Part part = part_within(from, to, box);
    if (part.begin > part.end) {
      goes_on = false;
      continue;
    }
    if (!goes_on || part.begin > 0) out.push_back({between(from, to, part.begin)});
    out.back().push_back(between(from, to, part.end));
    goes_on = part.end == 1;
  }
  return out;
}

ClipPath clipped_ring(const std::vector<ShapeLayer::Place>& ring, const ClipBox& box) {
  ClipPath out;
  for (std::size_t i = 0; i + 1 < ring.size(); ++i) out.push_back({double(ring[i].x), double(ring[i].y)});
  out = cut_off(out, [&](const ClipPlace& at) { return at.x - box.west; });
  out = cut_off(out, [&](const ClipPlace& at) { return box.east - at.x; });
  out = cut_off(out, [&](const ClipPlace& at) { return at.y - box.south; });
  out = cut_off(out, [&](const ClipPlace& at) { return box.north - at.y; });
  if (!out.empty()) out.push_back(out.front());
  return out;
}

}  // namespace sas::portal
