#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"

namespace sas::desk {

/// What somebody may have meant by what was typed in the one search box. Personal data: never in logs or addresses.
struct SearchTerms {
  std::string text;      ///< trimmed, at most 100 characters: part of a name, a case number or an e-mail address
  std::string postcode;  ///< "8011PK" when it is an address
  int house_number = 0;
  std::string plate;  ///< "AB123C" when it may be a number plate
  std::string phone;  ///< "+31612345678" when it may be a phone number
};

/// None when there is too little to look for: fewer than three characters.
[[nodiscard]] std::optional<SearchTerms> read_terms(std::string_view typed);

/// True when the object is an address with this postcode and number; the number may be a number or a text.
[[nodiscard]] bool is_address(const json::Object& address, const SearchTerms& terms);
/// True when one of the answers of a case is that address.
[[nodiscard]] bool has_address(const json::Array& answers, const SearchTerms& terms);

}  // namespace sas::desk
