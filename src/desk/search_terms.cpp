#include "desk/search_terms.h"

#include <algorithm>

#include "base/identifiers.h"
#include "base/text.h"

namespace sas::desk {
namespace {

void read_address(SearchTerms& terms) {
  std::string packed;
  for (const char c : terms.text)
    if (c != ' ' && c != ',') packed += c;
  if (packed.size() < 7) return;
  const auto postcode = parse_postcode(packed.substr(0, 6));
  std::string digits;
  for (const char c : packed.substr(6)) {
    if (c < '0' || c > '9') break;
    digits += c;
  }
  const auto number = parse_int(digits.substr(0, 5));
  if (!postcode || !number) return;
  terms.postcode = *postcode;
  terms.house_number = static_cast<int>(*number);
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

void read_plate(SearchTerms& terms) {
  const auto plate = parse_licence_plate(terms.text);
  if (!plate || plate->size() != 6) return;
  const auto digits = std::count_if(plate->begin(), plate->end(), is_digit);
  if (digits > 0 && digits < 6) terms.plate = *plate;
}

}  // namespace

std::optional<SearchTerms> read_terms(std::string_view typed) {
  if (!is_utf8(typed)) return std::nullopt;
  SearchTerms terms;
  terms.text = std::string(trim(without_controls(typed)));
  if (utf8_length(terms.text) < 3 || utf8_length(terms.text) > 100) return std::nullopt;
  read_address(terms);
  read_plate(terms);
  if (const auto phone = parse_phone(terms.text)) terms.phone = *phone;
  return terms;
}

bool is_address(const json::Object& address, const SearchTerms& terms) {
  const json::Value* number = address.if_contains("number");
  if (terms.postcode.empty() || number == nullptr || json::text_at(address, "postcode") != terms.postcode) return false;
  return number->is_string() ? std::string_view(number->get_string()) == std::to_string(terms.house_number)
                             : json::int_at(address, "number") == terms.house_number;
}

bool has_address(const json::Array& answers, const SearchTerms& terms) {
  return std::any_of(answers.begin(), answers.end(), [&](const json::Value& answer) {
    const auto* object = answer.if_object();
    const json::Value* value = object == nullptr ? nullptr : object->if_contains("value");
    return value != nullptr && value->is_object() && is_address(value->get_object(), terms);
  });
}

}  // namespace sas::desk
