#pragma once
#include <charconv>
#include <cmath>
#include <cstdint>
#include <string>

/// Degrees as text. Of this room only.
namespace sas::shapes {

/// At most seven decimals without trailing noughts; never an exponent, never a minus nought: "6.09", "-0.0000001".
inline void append_degrees(std::string& out, double degrees) {
  constexpr std::int64_t unit = 10'000'000;
  std::int64_t steps = std::llround(degrees * static_cast<double>(unit));
  if (steps < 0) {
    out += '-';
    steps = -steps;
  }
  char digits[24];
  const auto whole = std::to_chars(digits, digits + sizeof digits, steps / unit);
  out.append(digits, whole.ptr);
  // A one in front keeps the noughts after the point.
  const std::int64_t part = steps % unit;
  if (part == 0) return;
  const auto end = std::to_chars(digits, digits + sizeof digits, part + unit).ptr;
  out += '.';
  out.append(digits + 1, end);
  out.erase(out.find_last_not_of('0') + 1);
}

}  // namespace sas::shapes
