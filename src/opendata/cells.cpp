#include "opendata/cells.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "base/time.h"

namespace sas::opendata {
namespace {

using releases::Type;

constexpr std::size_t kMostDigits = 18;

constexpr std::array<std::string_view, 6> kWords{"text", "integer", "decimal", "date", "moment", "truth"};

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

}  // namespace

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
      return parse_iso_date(cell).has_value();
    case Type::moment:
      return parse_iso_instant(cell).has_value();
    case Type::truth:
      return cell == "true" || cell == "false";
  }
  return false;
}

bool is_formula(std::string_view cell) {
  if (cell.empty() || std::string_view("=+-@\t\r").find(cell[0]) == std::string_view::npos) return false;
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
