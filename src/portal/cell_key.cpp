#include "portal/cell_key.h"

#include <array>
#include <cstring>

#include "base/text.h"
#include "base/time.h"

namespace sas::portal {
namespace {

using releases::Type;

constexpr std::uint64_t odd_a = 0x9e3779b97f4a7c15, odd_b = 0xc2b2ae3d27d4eb4f, odd_c = 0x165667b19e3779f9;
constexpr std::size_t word_size = sizeof(std::uint64_t);
constexpr std::size_t most_digits = 18;

/// Both halves of the product of two words.
std::uint64_t mixed(std::uint64_t a, std::uint64_t b) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
}

std::uint64_t word_at(std::string_view bytes, std::size_t at) {
  std::uint64_t out = 0;
  std::memcpy(&out, bytes.data() + at, std::min(word_size, bytes.size() - at));
  return out;
}

std::string_view without_minus(std::string_view text) {
  return text.starts_with('-') ? text.substr(1) : text;
}

bool is_whole(std::string_view digits) {
  return is_digits(digits) && digits.size() <= most_digits && (digits.size() == 1 || digits[0] != '0');
}

bool is_decimal(std::string_view text) {
  text = without_minus(text);
  const std::size_t point = text.find('.');
  if (!is_whole(text.substr(0, point))) return false;
  return point == std::string_view::npos || is_digits(text.substr(point + 1));
}

/// The bits of the number as a double, as the engine compares them; one nought.
std::optional<std::uint64_t> decimal_bits(std::string_view text) {
  const auto value = is_decimal(text) ? parse_double(text) : std::nullopt;
  if (!value) return std::nullopt;
  const double one = *value == 0 ? 0.0 : *value;
  std::uint64_t out = 0;
  std::memcpy(&out, &one, sizeof out);
  return out;
}

bool is_plain_integer(std::string_view text) {
  return is_whole(without_minus(text)) && text != "-0";
}

bool is_plain_date(std::string_view text) {
  return text.size() == 10 && parse_iso_date(text).has_value();
}

/// "2026-04-03T10:15:30Z" and nothing else: other forms of the same moment are for the engine.
bool is_plain_moment(std::string_view text) {
  return text.size() == 20 && text[10] == 'T' && text[19] == 'Z' && parse_iso_instant(text).has_value();
}

}  // namespace

std::uint64_t sum_of(std::string_view bytes) {
  std::array<std::uint64_t, 4> lanes{odd_a, odd_b, odd_c, bytes.size()};
  std::size_t at = 0;
  for (; at + 4 * word_size <= bytes.size(); at += 4 * word_size)
    for (std::size_t i = 0; i < 4; ++i) {
      std::uint64_t word = 0;
      std::memcpy(&word, bytes.data() + at + i * word_size, word_size);
      lanes[i] = (lanes[i] ^ word) * odd_a;
      lanes[i] ^= lanes[i] >> 29U;
    }
  for (; at < bytes.size(); at += word_size) lanes[0] = mixed(lanes[0] ^ word_at(bytes, at), odd_b);
  std::uint64_t out = bytes.size();
  for (const std::uint64_t lane : lanes) out = mixed(out ^ lane, odd_c) + lane;
  return out;
}

CellKey KeyMaker::of(std::string_view bytes) const {
  std::uint64_t a = seed_ ^ (bytes.size() * odd_a), b = seed_ + odd_c;
  for (std::size_t at = 0; at < bytes.size(); at += word_size) {
    const std::uint64_t word = word_at(bytes, at);
    a = mixed(a ^ word, odd_b);
    b = mixed(b + word, odd_a);
  }
  return {mixed(a ^ odd_c, odd_a ^ b) >> 16U, static_cast<std::uint32_t>(mixed(b ^ odd_b, odd_c ^ a) >> 32U)};
}

std::optional<CellKey> KeyMaker::key(Type type, std::string_view cell) const {
  if (cell.empty()) return of(cell);
  switch (type) {
    case Type::text:
    case Type::shape:
      return of(cell);
    case Type::integer:
      return is_plain_integer(cell) ? std::optional(of(cell)) : std::nullopt;
    case Type::decimal: {
      const auto bits = decimal_bits(cell);
      if (!bits) return std::nullopt;
      char bytes[sizeof *bits];
      std::memcpy(bytes, &*bits, sizeof bytes);
      return of({bytes, sizeof bytes});
    }
    case Type::date:
      return is_plain_date(cell) ? std::optional(of(cell)) : std::nullopt;
    case Type::moment:
      return is_plain_moment(cell) ? std::optional(of(cell)) : std::nullopt;
    case Type::truth:
      return cell == "true" || cell == "false" ? std::optional(of(cell)) : std::nullopt;
  }
  return std::nullopt;
}

}  // namespace sas::portal
