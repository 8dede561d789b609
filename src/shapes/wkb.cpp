#include <bit>
#include <cstdint>
#include <cstring>
#include <string>

#include "shapes/forms.h"
#include "shapes/measures.h"

namespace sas::shapes {
namespace {

static_assert(std::endian::native == std::endian::little, "numbers are copied as they stand in memory");

// 06-103r4, table 7, in the order of ShapeKind.
constexpr std::uint32_t code_of(ShapeKind kind) {
  return static_cast<std::uint32_t>(kind) + 1;
}

constexpr ShapeKind single_of(ShapeKind kind) {
  return is_area(kind) ? ShapeKind::area : is_line(kind) ? ShapeKind::line : ShapeKind::point;
}

template <typename Number>
void append(std::string& out, Number number) {
  char bytes[sizeof number];
  std::memcpy(bytes, &number, sizeof number);
  out.append(bytes, sizeof number);
}

void append_count(std::string& out, std::size_t count) {
  append(out, static_cast<std::uint32_t>(count));
}

void append_head(std::string& out, ShapeKind kind) {
  out += '\1';
  append(out, code_of(kind));
}

void append_path(std::string& out, const Path& path) {
  for (const Coordinate& place : path) {
    append(out, place.x);
    append(out, place.y);
  }
}

void append_part(std::string& out, ShapeKind kind, const Part& part) {
  append_head(out, kind);
  if (kind == ShapeKind::area) append_count(out, part.paths.size());
  for (const Path& path : part.paths) {
    if (kind != ShapeKind::point) append_count(out, path.size());
    append_path(out, path);
  }
}

}  // namespace

std::string wkb_of(const Shape& shape) {
  std::string out;
  out.reserve(64 + vertices(shape) * 2 * sizeof(double));
  if (!is_single(shape.kind)) {
    append_head(out, shape.kind);
    append_count(out, shape.parts.size());
  }
  for (const Part& part : shape.parts) append_part(out, single_of(shape.kind), part);
  return out;
}

}  // namespace sas::shapes
