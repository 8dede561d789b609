#include "base/identifiers.h"

#include <array>

#include "base/text.h"

namespace sas {
namespace {

std::string without(std::string_view text, std::string_view drop) {
  std::string out;
  for (const char c : trim(text))
    if (drop.find(c) == std::string_view::npos) out += c;
  return out;
}

std::string upper(std::string text) {
  for (char& c : text)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  return text;
}

// Weights 9..2 and -1; the sum is a multiple of eleven and the number is not nought.
bool passes_eleven_test(std::string_view digits) {
  if (digits.size() != 9 || !is_digits(digits) || digits == "000000000") return false;
  int sum = 0;
  for (std::size_t i = 0; i < 9; ++i) sum += (digits[i] - '0') * (i == 8 ? -1 : static_cast<int>(9 - i));
  return sum % 11 == 0;
}

Result<std::string> digits_of_length(std::string_view text, std::size_t length, const char* code) {
  std::string digits = without(text, " .");
  if (digits.size() != length || !is_digits(digits)) return fail(ErrorKind::invalid, code);
  return digits;
}

bool is_letter(char c) {
  return c >= 'A' && c <= 'Z';
}

}  // namespace

Result<Bsn> Bsn::parse(std::string_view text) {
  std::string digits = without(text, " .");
  if (!passes_eleven_test(digits)) return fail(ErrorKind::invalid, "bsn-invalid");
  return Bsn{std::move(digits)};
}

Result<std::string> parse_rsin(std::string_view text) {
  std::string digits = without(text, " .");
  if (!passes_eleven_test(digits)) return fail(ErrorKind::invalid, "rsin-invalid");
  return digits;
}

Result<std::string> parse_kvk_number(std::string_view text) {
  return digits_of_length(text, 8, "kvk-invalid");
}
Result<std::string> parse_branch_number(std::string_view text) {
  return digits_of_length(text, 12, "branch-invalid");
}

Result<std::string> parse_postcode(std::string_view text) {
  std::string p = upper(without(text, " "));
  const bool shape =
      p.size() == 6 && p[0] >= '1' && is_digits(std::string_view(p).substr(0, 4)) && is_letter(p[4]) && is_letter(p[5]);
  // PostNL never issues SA, SD and SS.
  if (!shape || p.ends_with("SA") || p.ends_with("SD") || p.ends_with("SS"))
    return fail(ErrorKind::invalid, "postcode-invalid");
  return p;
}

Result<std::string> parse_iban(std::string_view text) {
  std::string iban = upper(without(text, " "));
  const auto bad = [] { return fail(ErrorKind::invalid, "iban-invalid"); };
  if (iban.size() < 15 || iban.size() > 34 || !is_letter(iban[0]) || !is_letter(iban[1])) return bad();
  if (iban.starts_with("NL") && iban.size() != 18) return bad();
  int remainder = 0;
  for (std::size_t i = 0; i < iban.size(); ++i) {
    const char c = iban[(i + 4) % iban.size()];
    if (c >= '0' && c <= '9')
      remainder = (remainder * 10 + (c - '0')) % 97;
    else if (is_letter(c))
      remainder = (remainder * 100 + (c - 'A' + 10)) % 97;
    else
      return bad();
  }
  if (remainder != 1) return bad();
  return iban;
}

Result<std::string> parse_bag_id(std::string_view text) {
  auto id = digits_of_length(text, 16, "bag-id-invalid");
  if (!id) return id;
  static constexpr std::array<std::string_view, 6> types{"01", "02", "03", "10", "20", "30"};
  for (const auto type : types)
    if (std::string_view(*id).substr(4, 2) == type) return id;
  return fail(ErrorKind::invalid, "bag-id-invalid");
}

Result<std::string> parse_email(std::string_view text) {
  std::string mail{trim(text)};
  const auto bad = [] { return fail(ErrorKind::invalid, "email-invalid"); };
  const std::size_t at = mail.find('@');
  if (mail.size() > 254 || at == 0 || at == std::string::npos || mail.find('@', at + 1) != std::string::npos)
    return bad();
  const std::string_view domain = std::string_view(mail).substr(at + 1);
  if (domain.size() < 3 || domain.find('.') == std::string_view::npos || domain.front() == '.' ||
      domain.back() == '.' || domain.find("..") != std::string_view::npos)
    return bad();
  for (const char c : mail)
    if (static_cast<unsigned char>(c) <= ' ' || c == 0x7f || c == '<' || c == '>' || c == ',' || c == ';' || c == '"')
      return bad();
  return mail;
}

Result<std::string> parse_phone(std::string_view text) {
  std::string number = without(text, " -.()/");
  const auto bad = [] { return fail(ErrorKind::invalid, "phone-invalid"); };
  if (number.starts_with("00"))
    number = "+" + number.substr(2);
  else if (number.starts_with("0"))
    number = "+31" + number.substr(1);
  if (!number.starts_with("+") || !is_digits(std::string_view(number).substr(1))) return bad();
  if (number.starts_with("+31") ? number.size() != 12 : (number.size() < 9 || number.size() > 16)) return bad();
  return number;
}

Result<std::string> parse_licence_plate(std::string_view text) {
  std::string plate = upper(without(text, " -"));
  bool digit = false, letter = false;
  for (const char c : plate) {
    digit |= c >= '0' && c <= '9';
    letter |= is_letter(c);
    if (!is_letter(c) && (c < '0' || c > '9')) return fail(ErrorKind::invalid, "plate-invalid");
  }
  if (plate.size() < 4 || plate.size() > 8 || !digit || !letter) return fail(ErrorKind::invalid, "plate-invalid");
  return plate;
}

}  // namespace sas
