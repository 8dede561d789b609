#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <cmath>
#include <numbers>
#include <string>

#include "shapes/forms.h"
#include "shapes/measures.h"

// What reading and writing of shapes costs, beside only reading the numbers that stand in the same text.
namespace {

using namespace sas::shapes;

constexpr int kTimes = 20'000;

std::string ring_of(std::size_t corners) {
  std::string out;
  for (std::size_t i = 0; i <= corners; ++i) {
    const double angle = 2 * std::numbers::pi * static_cast<double>(i % corners) / static_cast<double>(corners);
    out += fmt::format("{}{:.7f} {:.7f}", i == 0 ? "" : ", ", 6.09 + 0.01 * std::cos(angle),
                       52.51 + 0.01 * std::sin(angle));
  }
  return out;
}

template <typename Work>
double microseconds(const Work& work) {
  const auto from = std::chrono::steady_clock::now();
  for (int i = 0; i < kTimes; ++i) work();
  return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - from).count() / kTimes;
}

double numbers_in(const std::string& text) {
  double sum = 0;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at < end) {
    double number = 0;
    at = std::from_chars(at, end, number).ptr;
    sum += number;
    while (at < end && (*at == ' ' || *at == ',')) ++at;
  }
  return sum;
}

}  // namespace

int main() {
  const std::string numbers = ring_of(100);
  const Shape shape = *shape_from_text("POLYGON ((" + numbers + "))");
  const std::string text = text_of(shape);
  double kept = 0;
  const double floor = microseconds([&] { kept += numbers_in(numbers); });
  fmt::print("an area of {} vertices, {} bytes; its numbers alone are read in {:.1f} us\n", vertices(shape),
             text.size(), floor);
  const auto tell = [&](std::string_view name, double took) {
    fmt::print("  {:<28}{:8.1f} us  {:5.1f} x\n", name, took, took / floor);
  };
  tell("canonical or not", microseconds([&] { kept += is_shape(text) ? 1 : 0; }));
  tell("read and looked over", microseconds([&] { kept += static_cast<double>(shape_from_text(text)->parts.size()); }));
  tell("written as text", microseconds([&] { kept += static_cast<double>(text_of(shape).size()); }));
  tell("written as GeoJSON", microseconds([&] { kept += static_cast<double>(geojson_of(shape).size()); }));
  tell("written as binary", microseconds([&] { kept += static_cast<double>(wkb_of(shape).size()); }));
  tell("surface", microseconds([&] { kept += area_m2(shape); }));
  return kept > 0 ? 0 : 1;
}
