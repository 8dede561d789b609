// How long it takes to find the neighbourhood of 50,000 points in 100 surfaces of 200 corners each. Beside it the least
// that any search does in the same run: comparing each point with the box of each surface, and nothing else.
#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <random>

#include "sensing/area.h"

using namespace sas::sensing;

namespace {

constexpr int side = 10, corners = 200, points = 50'000, rounds = 5;
constexpr double size = 0.01;

struct Box {
  double west, south, east, north;
};

/// A wavy circle in a cell of the grid: no shape of a straight line.
Area area_at(int column, int row) {
  const double x = 6.0 + (column + 0.5) * size, y = 52.5 + (row + 0.5) * size;
  std::string ring;
  for (int i = 0; i <= corners; ++i) {
    const double angle = 2 * M_PI * (i % corners) / corners, radius = size * (0.45 + 0.05 * std::sin(9 * angle));
    ring += fmt::format("{}[{},{}]", i ? "," : "", x + radius * std::cos(angle), y + radius * std::sin(angle));
  }
  return {fmt::format("BU{:02}{:02}", column, row), "x", "", R"({"type":"Polygon","coordinates":[[)" + ring + "]]}"};
}

template <typename F>
double best_ms(F work) {
  double best = 1e9;
  for (int i = 0; i < rounds; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    best = std::min(best, std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count());
  }
  return best;
}

}  // namespace

int main() {
  std::vector<Area> areas;
  std::vector<Box> boxes;
  for (int column = 0; column < side; ++column)
    for (int row = 0; row < side; ++row) {
      areas.push_back(area_at(column, row));
      boxes.push_back({6.0 + column * size, 52.5 + row * size, 6.0 + (column + 1) * size, 52.5 + (row + 1) * size});
    }
  std::mt19937 random(1);
  std::uniform_real_distribution<double> along(0, side * size);
  std::vector<std::pair<double, double>> places;
  for (int i = 0; i < points; ++i) places.emplace_back(6.0 + along(random), 52.5 + along(random));
  const AreaIndex index(areas);
  int found = 0, in_box = 0;
  const double ours = best_ms([&] {
    found = 0;
    for (const auto& [x, y] : places) found += index.at(x, y) != nullptr ? 1 : 0;
  });
  const double floor = best_ms([&] {
    in_box = 0;
    for (const auto& [x, y] : places)
      for (const Box& b : boxes) in_box += x >= b.west && x < b.east && y >= b.south && y < b.north ? 1 : 0;
  });
  fmt::print(
      "{} points in {} surfaces: {:.1f} ms, {} found; boxes alone, one by one: {:.1f} ms, {} in one; ratio {:.2f}\n",
      points, areas.size(), ours, found, floor, in_box, ours / floor);
}
