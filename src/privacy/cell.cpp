#include "privacy/cell.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "base/text.h"
#include "privacy/disguise.h"
#include "privacy/shape_text.h"
#include "privacy/text_reading.h"

namespace sas::privacy {
namespace {

// What is worth finding under a code or from right to left.
constexpr Marks kPersonal = mark::certain | mark::eleven | mark::mobile_bare | mark::a_number | mark::embedded_eleven |
                            mark::full_name | mark::postcode | mark::address | mark::plate | mark::landline |
                            mark::vat | mark::ip | mark::document | mark::first_name | mark::surname | mark::imei |
                            mark::date;
constexpr Marks kReadable = mark::uuid | mark::hash | mark::date | mark::prose | mark::full_name;

// One pass over the bytes with a table of classes; the standard searches look at each byte once per wanted character.
enum Class : unsigned char { kOther = 0, kLetter = 1, kWordSign = 2, kNoCode = 4 };

constexpr std::array<unsigned char, 256> classes() {
  std::array<unsigned char, 256> out{};
  for (unsigned c = 0; c < 256; ++c)
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80) out[c] = kLetter;
  for (const char c : {'@', ':', ';', '|'}) out[static_cast<unsigned char>(c)] |= kWordSign;
  for (const char c : {'.', ':', ',', ';', '\'', '(', ')'}) out[static_cast<unsigned char>(c)] |= kNoCode;
  return out;
}

unsigned classes_in(std::string_view text) {
  static constexpr std::array<unsigned char, 256> table = classes();
  unsigned out = 0;
  for (const char c : text) out |= table[static_cast<unsigned char>(c)];
  return out;
}

bool has_letter(std::string_view text) {
  return (classes_in(text) & kLetter) != 0;
}

Reading read_plain(std::string_view text) {
  // A moment such as "2026-03-06T13:27:53Z" is no text.
  if (text.size() >= 16 && text[4] == '-' && text[10] == 'T') {
    const Reading moment = read_day(text);
    if (moment.marks) return moment;
  }
  return (classes_in(text) & (kLetter | kWordSign)) != 0 ? read_words(text) : read_figures(text);
}

// Numbers with points, colons and the like are no code; base64 and hexadecimal hold none of these.
bool may_be_code(std::string_view text) {
  return (classes_in(text) & kNoCode) == 0;
}

// Decodes at most twice: a code within a code is rarely an accident.
Marks decoded_marks(std::string_view text, int depth) {
  Marks marks = 0;
  for (const std::string& inner : decodings(text)) {
    Marks found = read_plain(unveil(inner)).marks;
    if (depth > 1) found |= decoded_marks(inner, depth - 1);
    const bool told = (found & (kPersonal | mark::eight_nine | mark::ten | mark::decoded)) != 0;
    marks |= told ? found | mark::decoded : mark::encoded;
  }
  return marks;
}

// Names, mail, accounts and VAT numbers written from right to left; digits are mirrored where they are read.
Marks mirrored_marks(std::string_view text) {
  const Marks found =
      read_plain(reversed(text)).marks & (mark::email | mark::iban | mark::full_name | mark::vat | mark::vat_eleven |
                                          mark::mobile | mark::address | mark::first_name | mark::surname);
  return found ? found | mark::decoded : 0;
}

// Most cells of open data are short plain numbers, in which nothing can hide: fewer than eight digits, a sign and a
// decimal mark. Told here without the rest of the reading.
std::optional<Marks> short_number(std::string_view text) {
  if (text.empty() || text.size() > 10) return std::nullopt;
  const std::size_t sign = text[0] == '-' ? 1 : 0;
  std::size_t points = 0, digits = 0;
  std::uint32_t value = 0;
  for (std::size_t i = sign; i < text.size(); ++i) {
    const auto digit = static_cast<unsigned>(static_cast<unsigned char>(text[i])) - '0';
    if (digit <= 9)
      value = value * 10 + digit, ++digits;
    else if (text[i] == '.' && digits > 0 && points == 0)
      ++points;
    else
      return std::nullopt;
  }
  if (digits == 0 || digits > 7 || text.back() == '.') return std::nullopt;
  if (points > 0) return digits >= 5 && !sign ? std::nullopt : std::optional(mark::number);
  Marks marks = mark::number;
  if (text[sign] == '0' && digits > 1) marks |= mark::leading_nought;
  if (sign) return marks;
  marks |= mark::integer;
  if (digits > 4) return marks;
  if (value <= 110) marks |= mark::small_age;
  if (value >= 1 && value <= 2999 && text[0] != '0') marks |= mark::house_number;
  if (digits == 4 && text[0] != '0') marks |= mark::four_digits;
  return marks;
}

// "52.512345": longer plain decimals. Those that end in noughts alone can be a whole number in disguise and are for the
// general reading.
std::optional<Marks> plain_decimal(std::string_view text) {
  if (text.size() < 3 || text.size() > 40) return std::nullopt;
  std::size_t points = 0;
  bool has_part = false;
  for (std::size_t i = text[0] == '-' ? 1 : 0; i < text.size(); ++i) {
    const auto digit = static_cast<unsigned>(static_cast<unsigned char>(text[i])) - '0';
    if (digit <= 9)
      has_part = has_part || (points == 1 && digit != 0);
    else if (text[i] == '.' && ++points == 1)
      continue;
    else
      return std::nullopt;
  }
  if (points != 1 || !has_part) return std::nullopt;
  return read_decimal(text);
}

// "2026-03-06T13:27:53Z" and its like, of characters in which nothing hides.
std::optional<Reading> plain_moment(std::string_view text) {
  if (text.size() < 16 || text.size() > 35 || text[4] != '-' || text[10] != 'T') return std::nullopt;
  const auto is_plain = [](char c) {
    return (c >= '0' && c <= '9') || c == '-' || c == ':' || c == '.' || c == 'T' || c == 'Z';
  };
  if (!std::all_of(text.begin(), text.end(), is_plain)) return std::nullopt;
  const Reading moment = read_day(text);
  return moment.marks ? std::optional(moment) : std::nullopt;
}

}  // namespace

Reading read_cell(std::string_view cell) {
  if (const auto number = short_number(cell)) return {*number, 0};
  if (const auto decimal = plain_decimal(cell)) return {*decimal, 0};
  if (const auto moment = plain_moment(cell)) return *moment;
  return read_carefully(cell);
}

Reading read_carefully(std::string_view cell) {
  std::string_view text = trim(cell);
  if (text.empty()) return {};
  std::string plain;
  Reading out;
  if (may_be_veiled(text)) {
    if (!is_utf8(text)) return {mark::not_utf8 | mark::letters, 0};
    plain = unveil(text);
    out.marks |= plain.size() != text.size() ? mark::hidden : 0;
    text = trim(plain);
    if (text.empty()) return out;
  }
  // A spreadsheet's marks around a text: ="0612345678" and '0612345678.
  while (!text.empty() && (text.front() == '=' || text.front() == '\'' || text.front() == '"')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == '\'' || text.back() == '"')) text.remove_suffix(1);
  if (is_geometry_text(text)) out.marks |= mark::geometry;
  // What stands in a geometry is digits; a long one need not be read as words.
  if ((out.marks & mark::geometry) && text.size() > 4096) return out;
  if (is_polyline(text)) out.marks |= mark::polyline;
  const Reading seen = read_plain(text);
  out.marks |= seen.marks;
  out.day = seen.day;
  if (text.size() >= 6 && text.size() <= 400 && !(out.marks & (mark::certain | kReadable)) &&
      text.find(' ') == std::string_view::npos && !(out.marks & mark::number && text.size() < 12) &&
      may_be_code(text)) {
    out.marks |= decoded_marks(text, 2);
    if (is_encoded_digest(text)) out.marks |= mark::encoded;
  }
  if (text.size() >= 3 && text.size() <= 60 && !(out.marks & (kPersonal | kReadable)) && has_letter(text))
    out.marks |= mirrored_marks(text);
  return out;
}

}  // namespace sas::privacy
