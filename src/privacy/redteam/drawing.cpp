#include "privacy/redteam/drawing.h"

#include <fmt/format.h>

#include <cmath>
#include <cstring>

namespace sas::redteam {
namespace {

constexpr double kMetreNorth = 1 / 111'300.0, kMetreEast = 1 / 67'900.0;  // at 52.5 degrees

std::string degrees(double value) {
  std::string out = fmt::format("{:.7f}", value);
  while (out.back() == '0') out.pop_back();
  if (out.back() == '.') out.pop_back();
  return out;
}

template <typename Number>
void append(std::string& out, Number number) {
  out.append(reinterpret_cast<const char*>(&number), sizeof number);
}

void append_polyline(std::string& out, long number) {
  unsigned long left =
      number < 0 ? ~(static_cast<unsigned long>(number) << 1) : static_cast<unsigned long>(number) << 1;
  for (; left >= 32; left >>= 5) out += static_cast<char>((32 | (left & 31)) + 63);
  out += static_cast<char>(left + 63);
}

}  // namespace

Spot somewhere(SeededRandom& random) {
  return {6.03 + random.unit() * 0.12, 52.46 + random.unit() * 0.09};
}

Spot moved(const Spot& spot, double east, double north) {
  return {spot.x + east * kMetreEast, spot.y + north * kMetreNorth};
}

Spots block(SeededRandom& random, const Spot& corner, double wide, double deep) {
  const double skew = random.unit() * wide / 10;
  return {corner, moved(corner, wide, skew), moved(corner, wide - skew, deep + skew), moved(corner, -skew, deep),
          corner};
}

Spots journey(SeededRandom& random, const Spot& home, std::size_t places) {
  Spots out{home};
  double course = random.unit() * 6.28;
  for (std::size_t i = 1; i < places; ++i) {
    course += (random.unit() - 0.5) * 0.7;
    const double step = 9 + random.unit() * 7;
    out.push_back(moved(out.back(), step * std::cos(course), step * std::sin(course)));
  }
  return out;
}

std::string spots_text(const Spots& spots) {
  std::string out;
  for (const Spot& spot : spots) out += (out.empty() ? "" : ", ") + degrees(spot.x) + " " + degrees(spot.y);
  return out;
}

std::string area_text(const Spots& ring) {
  return "POLYGON ((" + spots_text(ring) + "))";
}

std::string line_text(const Spots& line) {
  return "LINESTRING (" + spots_text(line) + ")";
}

std::string point_text(const Spot& spot) {
  return "POINT (" + degrees(spot.x) + " " + degrees(spot.y) + ")";
}

std::string spots_json(const Spots& spots) {
  std::string out = "[";
  for (const Spot& spot : spots) out += (out.size() > 1 ? ",[" : "[") + degrees(spot.x) + "," + degrees(spot.y) + "]";
  return out + "]";
}

std::string line_binary(const Spots& line, unsigned srid) {
  std::string out = "\1";
  append(out, srid == 0 ? 2U : 0x20000002U);
  if (srid != 0) append(out, srid);
  append(out, static_cast<unsigned>(line.size()));
  for (const Spot& spot : line) append(out, spot.x), append(out, spot.y);
  return out;
}

std::string polyline_text(const Spots& line) {
  std::string out;
  long x = 0, y = 0;
  for (const Spot& spot : line) {
    const long now_x = std::lround(spot.x * 1e5), now_y = std::lround(spot.y * 1e5);
    append_polyline(out, now_y - y), append_polyline(out, now_x - x);
    x = now_x, y = now_y;
  }
  return out;
}

}  // namespace sas::redteam
