#include "privacy/numbers.h"

#include <array>
#include <cstddef>

namespace sas::privacy {
namespace {

bool digit(char c) {
  return c >= '0' && c <= '9';
}

bool capital(char c) {
  return c >= 'A' && c <= 'Z';
}

// Lengths of the IBAN registry (SWIFT) for the countries whose accounts are met here; others are judged by share.
std::size_t iban_length(std::string_view country) {
  struct Length {
    std::string_view country;
    std::size_t size;
  };
  static constexpr std::array<Length, 34> lengths{
      {{"NL", 18}, {"BE", 16}, {"DE", 22}, {"FR", 27}, {"LU", 20}, {"GB", 22}, {"IE", 22}, {"ES", 24}, {"PT", 25},
       {"IT", 27}, {"AT", 20}, {"CH", 21}, {"DK", 18}, {"SE", 24}, {"NO", 15}, {"FI", 18}, {"PL", 28}, {"CZ", 24},
       {"SK", 24}, {"HU", 28}, {"RO", 24}, {"BG", 22}, {"GR", 27}, {"TR", 26}, {"LT", 20}, {"LV", 21}, {"EE", 20},
       {"SI", 19}, {"HR", 21}, {"MT", 31}, {"CY", 28}, {"IS", 26}, {"LI", 21}, {"MC", 27}}};
  for (const Length& length : lengths)
    if (length.country == country) return length.size;
  return 0;
}

// The shape of a plate as one character per place: 9 for a digit, X for a letter.
bool fits(std::string_view text, std::string_view shape) {
  for (std::size_t i = 0; i < shape.size(); ++i)
    if (shape[i] == '9' ? !digit(text[i]) : !capital(text[i])) return false;
  return true;
}

// Series from 4 on leave out vowels and C and Q, so that no words and no look-alikes arise.
bool plate_letters(std::string_view text) {
  static constexpr std::string_view kNever = "AEIOUCQ";
  for (const char c : text)
    if (capital(c) && kNever.find(c) != std::string_view::npos) return false;
  return true;
}

}  // namespace

bool all_digits(std::string_view text) {
  for (const char c : text)
    if (!digit(c)) return false;
  return !text.empty();
}

bool passes_eleven(std::string_view digits) {
  if ((digits.size() != 8 && digits.size() != 9) || !all_digits(digits)) return false;
  int sum = 0, weight = static_cast<int>(digits.size());
  bool nought = true;
  for (const char c : digits) {
    sum += (c - '0') * (weight == 1 ? -1 : weight);
    nought = nought && c == '0';
    --weight;
  }
  return !nought && sum % 11 == 0;
}

bool passes_a_number(std::string_view digits) {
  if (digits.size() != 10 || !all_digits(digits) || digits[0] == '0') return false;
  int sum = 0, powers = 0;
  for (std::size_t i = 0; i < 10; ++i) {
    if (i > 0 && digits[i] == digits[i - 1]) return false;
    sum += digits[i] - '0';
    powers += (digits[i] - '0') << i;
  }
  return (sum % 11 == 0 || sum % 11 == 5) && powers % 11 == 0;
}

bool passes_luhn(std::string_view digits) {
  if (!all_digits(digits)) return false;
  int sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    int d = digits[digits.size() - 1 - i] - '0';
    if (i % 2 == 1) d = d > 4 ? 2 * d - 9 : 2 * d;
    sum += d;
  }
  return sum % 10 == 0;
}

bool passes_iban(std::string_view text) {
  if (text.size() < 15 || text.size() > 34 || !capital(text[0]) || !capital(text[1]) || !digit(text[2]) ||
      !digit(text[3]))
    return false;
  if (text.size() != iban_length(text.substr(0, 2))) return false;
  if (text.substr(0, 2) == "NL" && (all_digits(text.substr(4, 1)) || !all_digits(text.substr(8)))) return false;
  int rest = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[(i + 4) % text.size()];
    if (digit(c))
      rest = (rest * 10 + (c - '0')) % 97;
    else if (capital(c))
      rest = (rest * 100 + (c - 'A' + 10)) % 97;
    else
      return false;
  }
  return rest == 1;
}

bool is_vat_shape(std::string_view text) {
  if (text.substr(0, 2) == "NL") text.remove_prefix(2);
  return text.size() == 12 && all_digits(text.substr(0, 9)) && text[9] == 'B' && all_digits(text.substr(10));
}

bool is_old_plate(std::string_view text) {
  if (text.size() != 6) return false;
  static constexpr std::array<std::string_view, 3> old{"XX9999", "9999XX", "99XX99"};
  for (const auto shape : old)
    if (fits(text, shape)) return true;
  return false;
}

bool is_plate(std::string_view text) {
  if (text.size() != 6) return false;
  static constexpr std::array<std::string_view, 11> later{"XX99XX", "XXXX99", "99XXXX", "99XXX9", "9XXX99", "XX999X",
                                                          "X999XX", "XXX99X", "X99XXX", "9XX999", "999XX9"};
  for (const auto shape : later)
    if (fits(text, shape)) return plate_letters(text);
  return false;
}

bool is_postcode(std::string_view text) {
  if (text.size() != 6 || !all_digits(text.substr(0, 4)) || text[0] == '0' || !capital(text[4]) || !capital(text[5]))
    return false;
  const std::string_view letters = text.substr(4);
  return letters != "SA" && letters != "SD" && letters != "SS";
}

bool is_document_number(std::string_view text) {
  if (text.size() != 9 || !capital(text[0]) || !capital(text[1]) || !digit(text[8])) return false;
  for (const char c : text)
    if ((!capital(c) && !digit(c)) || c == 'O') return false;
  return true;
}

Phone phone_of(std::string_view digits) {
  if (digits.substr(0, 4) == "0031")
    digits.remove_prefix(4);
  else if (digits.size() >= 11 && digits.substr(0, 2) == "31")
    digits.remove_prefix(2);
  else if (digits.size() == 10 && digits[0] == '0')
    digits.remove_prefix(1);
  else
    return Phone::none;
  // "+31 (0)6 ..." keeps the nought that is not dialled from abroad.
  if (digits.size() == 10 && digits[0] == '0') digits.remove_prefix(1);
  if (digits.size() != 9 || digits[0] == '0') return Phone::none;
  if (digits[0] == '6')
    return digits[1] == '0' || digits[1] == '6' || digits[1] == '7' ? Phone::service : Phone::mobile;
  if (digits.substr(0, 2) == "80" || digits.substr(0, 2) == "88" || digits[0] == '9') return Phone::service;
  if (digits[0] == '8' && digits[1] != '5' && digits[1] != '4' && digits[1] != '7') return Phone::none;
  return Phone::geographic;
}

}  // namespace sas::privacy
