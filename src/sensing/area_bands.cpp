#include "sensing/area_bands.h"

#include <algorithm>
#include <cmath>

namespace sas::sensing {
namespace {

/// A tenth of a millimetre, in degrees: far more than what reckoning with doubles loses, far less than any border
/// means.
constexpr double close = 1e-9;

double height(const AreaBands::Corner& from, const AreaBands::Corner& to) {
  return std::abs(to.y - from.y);
}

}  // namespace

AreaBands::AreaBands(const std::vector<Ring>& rings) {
  std::vector<Edge> edges;
  for (const Ring& ring : rings) {
    for (std::size_t i = 1; i < ring.corners.size(); ++i)
      edges.push_back({ring.corners[i - 1], ring.corners[i], static_cast<std::uint32_t>(kinds_.size())});
    kinds_.push_back(ring.kind);
  }
  count_bands(edges);
  std::vector<std::vector<Edge>> bands(bands_);
  for (const Edge& edge : edges) {
    const std::size_t last = band_of(std::max(edge.from.y, edge.to.y) + close);
    for (std::size_t band = band_of(std::min(edge.from.y, edge.to.y) - close); band <= last; ++band)
      bands[band].push_back(edge);
  }
  for (const std::vector<Edge>& band : bands) {
    first_.push_back(edges_.size());
    edges_.insert(edges_.end(), band.begin(), band.end());
  }
  first_.push_back(edges_.size());
}

/// As many as there are edges, but so few that an edge stands in eight bands on the average: a comb has long edges.
void AreaBands::count_bands(const std::vector<Edge>& edges) {
  if (edges.empty()) return;
  south_ = north_ = edges.front().from.y;
  double heights = 0;
  for (const Edge& edge : edges) {
    south_ = std::min(south_, edge.to.y);
    north_ = std::max(north_, edge.to.y);
    heights += height(edge.from, edge.to);
  }
  if (!(north_ > south_)) return;
  constexpr double most_bands_an_edge = 8;
  const auto count = static_cast<double>(edges.size());
  bands_ = static_cast<std::size_t>(std::clamp(most_bands_an_edge * count * (north_ - south_) / heights, 1.0, count));
  per_degree_ = static_cast<double>(bands_) / (north_ - south_);
}

std::size_t AreaBands::band_of(double y) const {
  const double band = (y - south_) * per_degree_;
  return band > 0 ? std::min(static_cast<std::size_t>(band), bands_ - 1) : 0;
}

/// Counts how often each ring goes round a point, ring by ring, and what follows for the surface.
class AreaBands::Tally {
 public:
  explicit Tally(const std::vector<Ring::Kind>& kinds) : kinds_(kinds) {}
  void add(std::uint32_t ring, int step) {
    finish_before(ring);
    turns_ += step;
  }
  [[nodiscard]] bool is_inside() {
    finish_before(static_cast<std::uint32_t>(kinds_.size()));
    return is_inside_ || (in_border_ && !in_hole_);
  }

 private:
  void finish_before(std::uint32_t ring) {
    for (; ring_ < ring; ++ring_, turns_ = 0) {
      if (kinds_[ring_] == Ring::Kind::hole) {
        in_hole_ = in_hole_ || turns_ != 0;
        continue;
      }
      is_inside_ = is_inside_ || (in_border_ && !in_hole_);
      in_border_ = turns_ != 0;
      in_hole_ = false;
    }
  }

  const std::vector<Ring::Kind>& kinds_;
  std::uint32_t ring_ = 0;
  int turns_ = 0;
  bool is_inside_ = false, in_border_ = false, in_hole_ = false;
};

AreaBands::Place AreaBands::place_of(double x, double y) const {
  if (!(y >= south_ - close && y <= north_ + close)) return Place::outside;
  const std::size_t band = band_of(y);
  Tally tally(kinds_);
  for (std::size_t i = first_[band]; i < first_[band + 1]; ++i) {
    const auto& [from, to, ring] = edges_[i];
    if (y < std::min(from.y, to.y) - close || y > std::max(from.y, to.y) + close) continue;
    if (x > std::max(from.x, to.x) + close) continue;
    // Edges to the east count, upwards or downwards; past a corner the one that has it as its lower end.
    const int step = from.y <= y && y < to.y ? 1 : to.y <= y && y < from.y ? -1 : 0;
    if (x < std::min(from.x, to.x) - close) {
      tally.add(ring, step);
      continue;
    }
    const double side = (to.x - from.x) * (y - from.y) - (to.y - from.y) * (x - from.x);
    if (std::abs(side) <= close * (std::abs(to.x - from.x) + height(from, to))) return Place::at_border;
    if ((step > 0) == (side > 0)) tally.add(ring, step);
  }
  return tally.is_inside() ? Place::inside : Place::outside;
}

}  // namespace sas::sensing
