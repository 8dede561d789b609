#include "privacy/shape_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

#include "base/text.h"

namespace sas::privacy {
namespace {

// Whether a keyword of well-known text stands right before the bracket at `bracket`, with its dimensions between.
constexpr std::array<std::string_view, 9> kKeywords{"POINT",   "STRING", "POLYGON",  "COLLECTION", "CURVE",
                                                    "SURFACE", "TIN",    "TRIANGLE", "CIRCLE"};

char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
}

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool begins_number(std::string_view text, std::size_t at) {
  while (at < text.size() && (is_space(text[at]) || text[at] == '(')) ++at;
  return at < text.size() &&
         (text[at] == '-' || text[at] == '+' || text[at] == '.' || (text[at] >= '0' && text[at] <= '9'));
}

bool is_keyword_before(std::string_view text, std::size_t bracket) {
  std::string word;
  for (std::size_t at = bracket; at-- > 0 && word.size() < 24;) {
    const char c = upper(text[at]);
    if (c >= 'A' && c <= 'Z')
      word += c;
    else if (!is_space(c))
      break;
  }
  std::reverse(word.begin(), word.end());
  while (!word.empty() && (word.back() == 'Z' || word.back() == 'M')) word.pop_back();
  return std::any_of(kKeywords.begin(), kKeywords.end(), [&](std::string_view known) { return word.ends_with(known); });
}

bool holds_well_known_text(std::string_view text) {
  for (std::size_t at = text.find('('); at != std::string_view::npos; at = text.find('(', at + 1))
    if (begins_number(text, at + 1) && is_keyword_before(text, at)) return true;
  return false;
}

bool holds_structure(std::string_view text) {
  const auto has = [&](std::string_view word) { return text.find(word) != std::string_view::npos; };
  if (has("{") && (has("\"coordinates\"") || has("'coordinates'") || has("\"rings\"") || has("\"paths\""))) return true;
  return has("<") && (has("coordinates>") || has("posList") || has(":pos>") || has("<pos>") || has("<trkpt"));
}

// Degrees (longitude, latitude) or metres of the Dutch grid (EPSG:28992), in either order.
bool is_dutch_place(double a, double b) {
  const auto degrees = [](double x, double y) { return x > 3 && x < 7.5 && y > 50.5 && y < 54; };
  const auto metres = [](double x, double y) { return x > 7'000 && x < 300'000 && y > 289'000 && y < 629'000; };
  return degrees(a, b) || degrees(b, a) || metres(a, b) || metres(b, a);
}

// Two places or more, with or without heights, and nothing else.
bool is_list_of_places(std::string_view text) {
  constexpr std::string_view kSigns = "0123456789.,;:|/ []()-+\t\n";
  if (text.size() < 24 || text.find_first_not_of(kSigns) != std::string_view::npos) return false;
  std::vector<double> numbers;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at != end && numbers.size() < 12) {
    double number = 0;
    const auto [after, error] = std::from_chars(at, end, number);
    if (error == std::errc())
      numbers.push_back(number), at = after;
    else
      ++at;
  }
  for (const std::size_t step : {2U, 3U}) {
    std::size_t places = 0;
    bool all = true;
    for (std::size_t i = 0; i + step <= numbers.size(); i += step, ++places)
      all = all && is_dutch_place(numbers[i], numbers[i + 1]);
    if (all && places >= 2) return true;
  }
  return false;
}

std::uint32_t number_at(std::string_view bytes, std::size_t at, bool is_little) {
  std::uint32_t out = 0;
  for (std::size_t i = 0; i < 4; ++i)
    out |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[at + i])) << (is_little ? i * 8 : 24 - i * 8);
  return out;
}

// OGC 06-103r4 clause 8.2 with the thousands of its dimensions, and the flags of EWKB.
bool begins_binary(std::string_view bytes) {
  if (bytes.size() < 5 || (bytes[0] != 0 && bytes[0] != 1)) return false;
  const std::uint32_t type = number_at(bytes, 1, bytes[0] == 1) & 0x1fffffffU;
  return type % 1000 >= 1 && type % 1000 <= 17 && type / 1000 <= 3;
}

bool is_binary(std::string_view bytes) {
  // GeoPackage 1.3, clause 2.1.3: "GP", version, flags, reference system, envelope.
  if (bytes.starts_with("GP") && bytes.size() > 8 && bytes[2] == 0) {
    constexpr std::array<std::size_t, 5> envelopes{0, 32, 48, 48, 64};
    const std::size_t kind = (static_cast<unsigned char>(bytes[3]) >> 1) & 7U;
    if (kind >= envelopes.size() || bytes.size() < 8 + envelopes[kind]) return false;
    bytes.remove_prefix(8 + envelopes[kind]);
  }
  return bytes.size() >= 21 && begins_binary(bytes);
}

bool is_hexadecimal(std::string_view text) {
  return text.size() % 2 == 0 && text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

bool is_base64(std::string_view text) {
  constexpr std::string_view kSigns = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_=";
  return text.find_first_not_of(kSigns) == std::string_view::npos;
}

bool is_geometry(std::string_view text, int depth);

// The first bytes tell whether it is worth decoding the rest.
bool is_coded(std::string_view text, int depth) {
  if (text.starts_with("0x") || text.starts_with("0X") || text.starts_with("\\x")) text.remove_prefix(2);
  if (text.size() < 28) return false;
  if (is_hexadecimal(text)) {
    const auto bytes = from_hex(text);
    if (bytes && is_binary(*bytes)) return true;
    if (bytes && depth > 0 && is_utf8(*bytes) && is_geometry(*bytes, depth - 1)) return true;
  }
  if (depth == 0 || !is_base64(text)) return false;
  while (text.ends_with('=')) text.remove_suffix(1);
  if (text.size() % 4 == 1) text.remove_suffix(1);
  const auto bytes = from_base64(text);
  return bytes && (is_binary(*bytes) || (is_utf8(*bytes) && is_geometry(*bytes, depth - 1)));
}

bool is_geometry(std::string_view text, int depth) {
  text = trim(text);
  if (text.size() < 10) return false;
  if (holds_well_known_text(text) || holds_structure(text) || is_list_of_places(text)) return true;
  return text.find(' ') == std::string_view::npos && is_coded(text, depth);
}

// The whole text as numbers in fives of bits; none when it is not that.
std::optional<std::vector<std::int64_t>> chunks_in(std::string_view text) {
  std::vector<std::int64_t> out;
  std::uint64_t value = 0;
  unsigned shift = 0;
  for (const char c : text) {
    const int bits = static_cast<unsigned char>(c) - 63;
    if (bits < 0 || bits > 63 || shift > 30) return std::nullopt;
    value |= static_cast<std::uint64_t>(bits & 31) << shift;
    shift += 5;
    if (bits >= 32) continue;
    const auto half = static_cast<std::int64_t>(value >> 1);
    out.push_back((value & 1) != 0 ? ~half : half);
    value = shift = 0;
  }
  return shift == 0 ? std::optional(std::move(out)) : std::nullopt;
}

}  // namespace

bool is_geometry_text(std::string_view cell) {
  return is_geometry(cell, 2);
}

bool is_polyline(std::string_view cell) {
  if (cell.size() < 12 || cell.find_first_of(" .,;:") != std::string_view::npos) return false;
  const auto chunks = chunks_in(cell);
  if (!chunks || chunks->size() < 4 || chunks->size() % 2 != 0) return false;
  for (const double unit : {1e5, 1e6}) {
    double x = 0, y = 0;
    bool all = true;
    for (std::size_t i = 0; i < chunks->size() && all; i += 2) {
      x += static_cast<double>((*chunks)[i]) / unit;
      y += static_cast<double>((*chunks)[i + 1]) / unit;
      all = is_dutch_place(x, y);
    }
    if (all) return true;
  }
  return false;
}

}  // namespace sas::privacy
