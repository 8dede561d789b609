#include "sensing/area_wkt.h"

#include <algorithm>
#include <string>

#include "base/text.h"

namespace sas::sensing {
namespace {

constexpr std::string_view blanks = " \t\r\n";

/// Takes one thing after the other from the front of a text; nothing is taken when it is not there.
class WktCursor {
 public:
  explicit WktCursor(std::string_view text) : rest_(text) {}

  bool take(char wanted) {
    skip_blanks();
    if (rest_.empty() || rest_.front() != wanted) return false;
    rest_.remove_prefix(1);
    return true;
  }
  /// A word in capitals; empty when none stands here.
  std::string word() {
    skip_blanks();
    std::string out;
    while (!rest_.empty() && is_letter(rest_.front())) {
      out += static_cast<char>(rest_.front() & ~0x20);
      rest_.remove_prefix(1);
    }
    return out;
  }
  std::optional<double> number() {
    skip_blanks();
    const std::size_t end = std::min(rest_.find_first_not_of("+-.0123456789eE"), rest_.size());
    const auto value = parse_double(rest_.substr(0, end));
    if (value) rest_.remove_prefix(end);
    return value;
  }
  void skip_through(char mark) {
    const std::size_t at = rest_.find(mark);
    if (at != std::string_view::npos) rest_.remove_prefix(at + 1);
  }
  [[nodiscard]] bool at_end() {
    skip_blanks();
    return rest_.empty();
  }

 private:
  static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
  void skip_blanks() { rest_.remove_prefix(std::min(rest_.find_first_not_of(blanks), rest_.size())); }

  std::string_view rest_;
};

/// "x y", with up to two numbers more that are not of the plane.
std::optional<json::Value> point(WktCursor& from) {
  const auto x = from.number(), y = from.number();
  if (!x || !y) return std::nullopt;
  if (from.number()) (void)from.number();
  return json::Array{*x, *y};
}

/// "(part, part, …)"
template <typename Part>
std::optional<json::Value> list_of(WktCursor& from, Part part) {
  if (!from.take('(')) return std::nullopt;
  json::Array out;
  do {
    auto one = part(from);
    if (!one) return std::nullopt;
    out.push_back(*std::move(one));
  } while (from.take(','));
  if (!from.take(')')) return std::nullopt;
  return out;
}

std::optional<json::Value> polygon(WktCursor& from) {
  return list_of(from, [](WktCursor& ring) { return list_of(ring, point); });
}

}  // namespace

std::optional<json::Object> geometry_of_wkt(std::string_view wkt) {
  WktCursor from(wkt);
  std::string type = from.word();
  // PostGIS writes the reference system before the geometry. Whether the numbers are degrees is looked at later.
  if (type == "SRID") {
    from.skip_through(';');
    type = from.word();
  }
  if (type.empty()) return std::nullopt;
  // Z, M or ZM stands against the type or apart from it.
  while (type.ends_with('Z') || type.ends_with('M')) type.pop_back();
  if (type != "POLYGON" && type != "MULTIPOLYGON") return json::Object{{"type", type}};
  (void)from.word();
  auto coordinates = type == "POLYGON" ? polygon(from) : list_of(from, polygon);
  if (!coordinates || !from.at_end()) return std::nullopt;
  return json::Object{{"type", type == "POLYGON" ? "Polygon" : "MultiPolygon"},
                      {"coordinates", *std::move(coordinates)}};
}

}  // namespace sas::sensing
