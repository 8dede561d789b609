#include "opendata/cells.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "base/time.h"
#include "shapes/forms.h"

namespace sas::opendata {
namespace {

using releases::Type;

constexpr std::size_t kMostDigits = 18;

constexpr std::array<std::string_view, 7> kWords{"text", "integer", "decimal", "date", "moment", "truth", "shape"};

// As JSON writes whole numbers: no plus, no noughts in front, no minus nought.
bool is_integer(std::string_view text) {
  const bool is_negative = text.starts_with('-');
  if (is_negative) text.remove_prefix(1);
  if (!is_digits(text) || text.size() > kMostDigits) return false;
  return text[0] != '0' || (text.size() == 1 && !is_negative);
}

bool is_decimal(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  const std::size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  if (!is_digits(whole) || whole.size() > kMostDigits || (whole.size() > 1 && whole[0] == '0')) return false;
  if (point == std::string_view::npos) return true;
  const std::string_view part = text.substr(point + 1);
  return is_digits(part) && part.size() <= kMostDigits;
}

bool is_clean_text(std::string_view text) {
  const bool is_plain = std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
  return is_plain || (is_utf8(text) && without_controls(text).size() == text.size());
}

bool is_number_like(std::string_view text) {
  return text.find_first_not_of("0123456789.,", 1) == std::string_view::npos &&
         text.find_first_of("0123456789") != std::string_view::npos;
}

// Two digits as a number; 255 when they are none.
unsigned two(const char* at) {
  const unsigned tens = static_cast<unsigned char>(at[0]) - '0', ones = static_cast<unsigned char>(at[1]) - '0';
  return tens > 9 || ones > 9 ? 255 : tens * 10 + ones;
}

// Most days and moments of open data, told without reckoning: "2026-04-03" up to the 28th of a month in four digits of
// 1600 to 9999. Others are for the parser.
bool is_plain_day(const char* at) {
  const unsigned century = two(at), year = two(at + 2), month = two(at + 5), day = two(at + 8);
  return at[4] == '-' && at[7] == '-' && century >= 16 && century <= 99 && year <= 99 && month >= 1 && month <= 12 &&
         day >= 1 && day <= 28;
}

bool is_date(std::string_view text) {
  return (text.size() == 10 && is_plain_day(text.data())) || parse_iso_date(text).has_value();
}

bool is_moment(std::string_view text) {
  return is_plain_moment(text) || parse_iso_instant(text).has_value();
}

}  // namespace

bool is_plain_moment(std::string_view text) {
  if (text.size() != 20) return false;
  const char* const at = text.data();
  return is_plain_day(at) && at[10] == 'T' && two(at + 11) <= 23 && at[13] == ':' && two(at + 14) <= 59 &&
         at[16] == ':' && two(at + 17) <= 59 && at[19] == 'Z';
}

bool fits(Type type, std::string_view cell) {
  if (cell.empty()) return true;
  switch (type) {
    case Type::text:
      return is_clean_text(cell);
    case Type::integer:
      return is_integer(cell);
    case Type::decimal:
      return is_decimal(cell);
    case Type::date:
      return is_date(cell);
    case Type::moment:
      return is_moment(cell);
    case Type::truth:
      return cell == "true" || cell == "false";
    case Type::shape:
      return shapes::is_shape(cell);
  }
  return false;
}

bool is_formula(std::string_view cell) {
  const auto begins_formula = [](char c) {
    return c == '=' || c == '+' || c == '-' || c == '@' || c == '\t' || c == '\r';
  };
  if (cell.empty() || !begins_formula(cell[0])) return false;
  // A lone dash is how many lists say "none", and runs nothing.
  if (cell == "-") return false;
  return cell[0] == '=' || cell[0] == '@' || !is_number_like(cell);
}

std::string_view word_of(Type type) {
  return kWords.at(static_cast<std::size_t>(type));
}

std::vector<std::string_view> type_words() {
  return {kWords.begin(), kWords.end()};
}

Type type_of(std::string_view word) {
  const auto found = std::find(kWords.begin(), kWords.end(), word);
  return found == kWords.end() ? Type::text : static_cast<Type>(found - kWords.begin());
}

}  // namespace sas::opendata
