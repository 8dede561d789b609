#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <optional>
#include <string>
#include <utility>

#include "base/text.h"
#include "shapes/finish.h"
#include "shapes/forms.h"
#include "shapes/numerals.h"

namespace sas::shapes {
namespace {

constexpr std::array<std::string_view, 6> kKeywords{"POINT",      "LINESTRING",      "POLYGON",
                                                    "MULTIPOINT", "MULTILINESTRING", "MULTIPOLYGON"};
// 06-103r4 has these as well; no release does.
constexpr std::array<std::string_view, 10> kOthers{
    "GEOMETRYCOLLECTION", "CIRCULARSTRING",    "COMPOUNDCURVE", "CURVEPOLYGON", "MULTICURVE",
    "MULTISURFACE",       "POLYHEDRALSURFACE", "TIN",           "TRIANGLE",     "SURFACE"};

enum class Fault { none, unreadable, dimensions, outside, too_large };

// Reads what stands between the brackets. After a fault nothing more is read; the first fault counts.
class Brackets {
 public:
  explicit Brackets(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}

  [[nodiscard]] Fault fault() const { return fault_; }

  [[nodiscard]] std::vector<Part> parts(ShapeKind kind) {
    std::vector<Part> out;
    if (is_single(kind)) {
      out.push_back(part(kind));
    } else {
      list([&] { out.push_back(part(kind)); });
    }
    space();
    if (at_ != end_) set(Fault::unreadable);
    return out;
  }

 private:
  void set(Fault fault) {
    if (fault_ == Fault::none) fault_ = fault;
  }

  void space() {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\t' || *at_ == '\n' || *at_ == '\r')) ++at_;
  }

  [[nodiscard]] bool takes(char sign) {
    space();
    if (at_ == end_ || *at_ != sign) return false;
    ++at_;
    return true;
  }

  template <typename Item>
  void list(const Item& item) {
    if (!takes('(')) return set(Fault::unreadable);
    do {
      item();
    } while (fault_ == Fault::none && takes(','));
    if (fault_ == Fault::none && !takes(')')) set(after_coordinate());
  }

  // A third number where a comma or bracket should be is a height or a measure.
  [[nodiscard]] Fault after_coordinate() const {
    const bool is_number = at_ != end_ && (*at_ == '-' || *at_ == '.' || (*at_ >= '0' && *at_ <= '9'));
    return is_number ? Fault::dimensions : Fault::unreadable;
  }

  [[nodiscard]] Part part(ShapeKind kind) {
    Part out;
    if (is_area(kind)) {
      list([&] { out.paths.push_back(path()); });
    } else if (kind == ShapeKind::points && !is_bracket()) {
      // Many programs write MULTIPOINT (1 2, 3 4).
      out.paths.push_back({coordinate()});
    } else {
      out.paths.push_back(path());
      if (!is_line(kind) && out.paths.back().size() > 1) set(Fault::unreadable);
    }
    return out;
  }

  [[nodiscard]] bool is_bracket() {
    space();
    return at_ != end_ && *at_ == '(';
  }

  [[nodiscard]] Path path() {
    Path out;
    list([&] { out.push_back(coordinate()); });
    return out;
  }

  [[nodiscard]] Coordinate coordinate() {
    if (++vertices_ > kMostVertices) set(Fault::too_large);
    const double x = number(), y = number();
    if (fault_ != Fault::none) return {};
    const Coordinate out = rounded(x, y);
    if (!is_on_earth(out)) set(Fault::outside);
    return out;
  }

  [[nodiscard]] double number() {
    space();
    double out = 0;
    const auto [after, error] = std::from_chars(at_, end_, out);
    if (error != std::errc()) set(Fault::unreadable);
    at_ = after;
    return out;
  }

  const char* at_;
  const char* end_;
  std::size_t vertices_ = 0;
  Fault fault_ = Fault::none;
};

tl::unexpected<Error> told(Fault fault) {
  switch (fault) {
    case Fault::too_large:
      return too_many_vertices();
    case Fault::outside:
      return not_a_shape("a coordinate lies outside the degrees: longitude first, WGS84");
    case Fault::dimensions:
      return not_a_shape("a coordinate has more than two numbers: leave heights and measures out");
    default:
      return not_a_shape("it is no well-known text");
  }
}

bool is_letter(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

// The word in front, in upper case.
std::string keyword_of(std::string_view text) {
  std::string out(text.begin(), std::find_if_not(text.begin(), text.end(), is_letter));
  std::transform(out.begin(), out.end(), out.begin(), [](char c) { return c >= 'a' && c <= 'z' ? char(c - 32) : c; });
  return out;
}

// "Z", "M" and "ZM" stand apart or are written on to the keyword (06-103r4, 7.2.2).
bool has_dimensions(std::string_view keyword, std::string_view rest) {
  for (const std::string_view known : kKeywords)
    if (keyword.starts_with(known) && !keyword.substr(known.size()).empty())
      return keyword.substr(known.size()).find_first_not_of("ZM") == std::string_view::npos;
  const std::string next = keyword_of(trim(rest));
  return next == "Z" || next == "M" || next == "ZM";
}

// Everything but whether its areas cross: what is_shape() needs, and what costs next to nothing.
Result<Shape> read(std::string_view text) {
  text = trim(text);
  const std::string keyword = keyword_of(text.substr(0, 32));
  const std::string_view rest = text.substr(std::min(keyword.size(), text.size()));
  if (std::find(kOthers.begin(), kOthers.end(), keyword) != kOthers.end())
    return fail(ErrorKind::invalid, "shape-unsupported", "points, lines and areas only: no collections, no curves");
  const auto known = std::find(kKeywords.begin(), kKeywords.end(), keyword);
  if (has_dimensions(keyword, rest)) return told(Fault::dimensions);
  if (known == kKeywords.end()) return told(Fault::unreadable);
  Shape out;
  out.kind = static_cast<ShapeKind>(known - kKeywords.begin());
  Brackets brackets(rest);
  out.parts = brackets.parts(out.kind);
  if (brackets.fault() != Fault::none) return told(brackets.fault());
  return normalised(std::move(out));
}

void append_path(std::string& out, const Path& path) {
  out += '(';
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (i > 0) out += ", ";
    append_degrees(out, path[i].x);
    out += ' ';
    append_degrees(out, path[i].y);
  }
  out += ')';
}

void append_part(std::string& out, ShapeKind kind, const Part& part) {
  if (!is_area(kind)) return append_path(out, part.paths.front());
  out += '(';
  for (std::size_t i = 0; i < part.paths.size(); ++i) {
    if (i > 0) out += ", ";
    append_path(out, part.paths[i]);
  }
  out += ')';
}

}  // namespace

Result<Shape> shape_from_text(std::string_view text) {
  auto shape = read(text);
  return shape ? unbroken(std::move(*shape)) : std::move(shape);
}

std::string text_of(const Shape& shape) {
  std::string out(kKeywords.at(static_cast<std::size_t>(shape.kind)));
  out += ' ';
  if (is_single(shape.kind)) {
    append_part(out, shape.kind, shape.parts.front());
    return out;
  }
  out += '(';
  for (std::size_t i = 0; i < shape.parts.size(); ++i) {
    if (i > 0) out += ", ";
    append_part(out, shape.kind, shape.parts[i]);
  }
  out += ')';
  return out;
}

bool is_shape(std::string_view text) {
  // Told without reading: most cells of most columns are no shapes.
  const auto begins = [&](std::string_view keyword) { return text.starts_with(keyword); };
  if (std::none_of(kKeywords.begin(), kKeywords.end(), begins)) return false;
  const auto shape = read(text);
  return shape && text_of(*shape) == text;
}

}  // namespace sas::shapes
