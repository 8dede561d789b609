#include <algorithm>
#include <array>
#include <string>

#include "base/time.h"
#include "privacy/numbers.h"
#include "privacy/text_reading.h"

namespace sas::privacy {
namespace {

bool digit(char c) {
  return c >= '0' && c <= '9';
}

// The digits of a short text, in a fixed place; longer texts are no single number.
struct Digits {
  std::array<char, 24> text{};
  std::size_t size = 0;
  bool fits = true;
  [[nodiscard]] std::string_view view() const { return {text.data(), size}; }
};

Digits digits_of(std::string_view text) {
  Digits out;
  for (const char c : text) {
    if (!digit(c)) continue;
    if (out.size == out.text.size()) {
      out.fits = false;
      break;
    }
    out.text[out.size++] = c;
  }
  return out;
}

int value_of(std::string_view digits) {
  if (digits.empty() || digits.size() > 9) return -1;
  int value = 0;
  for (const char c : digits) {
    if (!digit(c)) return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

Reading day_from(int year, int month, int day) {
  const std::chrono::year_month_day ymd{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                        std::chrono::day{static_cast<unsigned>(day)}};
  if (year < 1850 || year > 2200 || !ymd.ok()) return {};
  return {mark::date, static_cast<std::int32_t>(std::chrono::local_days{ymd}.time_since_epoch().count())};
}

// A decimal number has one point or comma; groups of digits have more, or spaces, dashes and slashes.
bool is_decimal(std::string_view text) {
  std::size_t points = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '.' || text[i] == ',')
      ++points;
    else if (!digit(text[i]) && !(i == 0 && (text[i] == '-' || text[i] == '+')))
      return false;
  }
  return points == 1;
}

Marks nine_marks(std::string_view digits, std::string_view text) {
  Marks marks = mark::eight_nine;
  if (passes_eleven(digits)) marks |= mark::eleven;
  const std::string mirrored{digits.rbegin(), digits.rend()};
  if (passes_eleven(mirrored)) marks |= mark::eleven_reversed;
  if (digits[0] == '8' || digits.substr(0, 2) == "00") marks |= mark::legal_start;
  // "612345678": a spreadsheet dropped the nought.
  if (digits.size() == 9 && digits[0] == '6' && digits.size() == text.size() &&
      phone_of("0" + std::string(digits)) == Phone::mobile)
    marks |= mark::mobile_bare;
  return marks;
}

// Area codes of the Dutch numbering plan: three digits, or the first three of a code of four.
bool is_area_code(std::string_view digits) {
  static constexpr std::string_view kCodes =
      " 010 011 013 015 016 017 018 020 022 023 024 025 026 029 030 031 032 033 034 035 036 038 040 041 043 045 046 "
      "047 "
      "048 049 050 051 052 053 054 055 056 057 058 059 070 071 072 073 074 075 076 077 078 079 084 085 087 ";
  return kCodes.find(std::string(" ") + std::string(digits.substr(0, 3)) + " ") != std::string_view::npos;
}

std::string national(std::string_view digits) {
  if (digits.substr(0, 4) == "0031")
    digits.remove_prefix(4);
  else if (digits.size() >= 11 && digits.substr(0, 2) == "31")
    digits.remove_prefix(2);
  if (!digits.empty() && digits[0] == '0') digits.remove_prefix(1);
  return "0" + std::string(digits);
}

Marks ten_marks(std::string_view digits) {
  Marks marks = mark::ten;
  if (passes_a_number(digits)) marks |= mark::a_number;
  const std::string mirrored{digits.rbegin(), digits.rend()};
  if (passes_a_number(mirrored)) marks |= mark::a_number_reversed;
  const Phone phone = phone_of(mirrored);
  if (phone == Phone::mobile) marks |= mark::mobile_reversed;
  if (phone == Phone::geographic && is_area_code(national(mirrored))) marks |= mark::landline_reversed;
  return marks;
}

Marks small_marks(std::string_view digits) {
  Marks marks = 0;
  const int value = value_of(digits);
  if (value <= 110) marks |= mark::small_age;
  if (value >= 1 && value <= 2999 && digits[0] != '0') marks |= mark::house_number;
  if (digits.size() == 4 && digits[0] != '0') marks |= mark::four_digits;
  return marks;
}

Marks whole_marks(std::string_view digits, std::string_view text) {
  Marks marks = digits.size() == text.size() ? mark::number | mark::integer : 0;
  if (digits[0] == '0' && digits.size() > 1) marks |= mark::leading_nought;
  if (digits.size() <= 4 && digits.size() == text.size()) marks |= small_marks(digits);
  if (digits.size() == 8 || digits.size() == 9) marks |= nine_marks(digits, text);
  if (digits.size() == 10) marks |= ten_marks(digits);
  if (digits.size() == 15) marks |= mark::fifteen | (passes_luhn(digits) ? mark::imei : 0);
  return marks;
}

bool is_ip4(std::string_view text) {
  int parts = 0;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find('.', at), text.size());
    const std::string_view part = text.substr(at, end - at);
    if (part.empty() || part.size() > 3 || !all_digits(part) || value_of(part) > 255) return false;
    ++parts;
    at = end + 1;
  }
  return parts == 4;
}

// Two digits as a number; -1 when they are none.
int two_at(std::string_view text, std::size_t at) {
  const unsigned tens = static_cast<unsigned char>(text[at]) - '0',
                 ones = static_cast<unsigned char>(text[at + 1]) - '0';
  return tens > 9 || ones > 9 ? -1 : static_cast<int>(tens * 10 + ones);
}

// Year, month and day in fixed places, in a text that is long enough.
Reading iso_day(std::string_view text) {
  const int century = two_at(text, 0), year = two_at(text, 2), month = two_at(text, 5), day = two_at(text, 8);
  if (century < 0 || year < 0 || month < 0 || day < 0) return {};
  return day_from(century * 100 + year, month, day);
}

}  // namespace

Marks read_decimal(std::string_view text) {
  Marks marks = mark::number;
  const std::size_t point = text.find_first_of(".,");
  const std::size_t decimals = text.size() - point - 1;
  const int whole = value_of(text.substr(0, point));
  const bool netherlands = (whole >= 50 && whole <= 53) || (whole >= 3 && whole <= 7);
  if (decimals >= 4 && netherlands && point <= 2) marks |= mark::precise;
  return marks;
}

Reading read_day(std::string_view text) {
  if (text.size() < 8) return {};
  const auto number = [&](std::size_t at, std::size_t length) {
    const std::string_view part = text.substr(at, length);
    return all_digits(part) ? value_of(part) : -1;
  };
  const auto mark_of = [](char c) { return c == '-' || c == '/' || c == '.'; };
  Reading out;
  std::size_t used = 10;
  if (text.size() >= 10 && mark_of(text[4]) && text[7] == text[4]) {
    out = iso_day(text);
  } else if (text.size() == 8 && all_digits(text)) {
    out = day_from(number(0, 4), number(4, 2), number(6, 2));
    if (!out.marks) out = day_from(number(4, 4), number(2, 2), number(0, 2));
    used = 8;
  } else {
    const auto mark = std::find_if(text.begin(), text.end(), mark_of);
    const std::size_t first =
        mark == text.end() ? std::string_view::npos : static_cast<std::size_t>(mark - text.begin());
    const std::size_t second = first == std::string_view::npos ? first : text.find(text[first], first + 1);
    if (second == std::string_view::npos || first > 2 || second - first > 3 || text.size() < second + 5) return {};
    out = day_from(number(second + 1, 4), number(first + 1, second - first - 1), number(0, first));
    used = second + 5;
  }
  if (!out.marks) return {};
  if (text.size() > used) {
    if ((text[used] != 'T' && text[used] != ' ') || text.find(':', used) == std::string_view::npos) return {};
    out.marks |= mark::time;
  }
  return out;
}

Marks read_phone(std::string_view text) {
  const Digits digits = digits_of(text);
  if (!digits.fits || digits.size < 9) return 0;
  const Phone phone = phone_of(digits.view());
  const bool written = digits.size != text.size() || digits.view().substr(0, 4) == "0031" || digits.size == 11;
  if (phone == Phone::mobile) return written ? mark::mobile : mark::mobile_bare;
  if (phone != Phone::geographic || !is_area_code(national(digits.view()))) return 0;
  return written ? mark::landline : mark::landline_bare;
}

Reading read_figures(std::string_view text) {
  Reading out = read_day(text);
  if (out.marks) {
    if (text.size() == 8) out.marks |= whole_marks(text, text);
    return out;
  }
  if (std::none_of(text.begin(), text.end(), digit))
    return {text == "." || text == "-" || text == "*" || text == "--" ? mark::suppressed : 0, 0};
  if (is_decimal(text)) {
    const std::size_t last = text.find_last_not_of('0');
    if ((text[last] != '.' && text[last] != ',') || last < 8) return {read_decimal(text), 0};
    text = text.substr(0, last);  // "123456782.0", as spreadsheets write a whole number
  }
  if (text[0] == '<') return {mark::suppressed, 0};
  if (is_ip4(text)) return {mark::ip, 0};
  const Digits digits = digits_of(text);
  if (!digits.fits || digits.size == 0) return {};
  out.marks = whole_marks(digits.view(), text);
  if (digits.size >= 9 && digits.size <= 14) out.marks |= read_phone(text);
  if (text[0] == '-' && all_digits(text.substr(1))) out.marks |= mark::number;
  return out;
}

}  // namespace sas::privacy
