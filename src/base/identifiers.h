#pragma once
#include <string>
#include <string_view>

#include "base/result.h"

namespace sas {

/// A citizen service number. It has no conversion to text, no stream operator and no formatter, so that it cannot be
/// logged or put in a URL by accident; `reveal()` marks every place that may see it.
class Bsn {
 public:
  /// Nine digits (spaces and dots are ignored) that pass the eleven-test with weight -1 for the last; error
  /// `bsn-invalid`.
  [[nodiscard]] static Result<Bsn> parse(std::string_view text);
  [[nodiscard]] const std::string& reveal() const { return digits_; }
  friend bool operator==(const Bsn&, const Bsn&) = default;

 private:
  explicit Bsn(std::string digits) : digits_(std::move(digits)) {}
  std::string digits_;
};

/// Each returns the normal form of the number, or an error with the code named. Source of the rules:
/// docs/number-checks.md.
[[nodiscard]] Result<std::string> parse_rsin(std::string_view text);        ///< `rsin-invalid`; same test as the BSN
[[nodiscard]] Result<std::string> parse_kvk_number(std::string_view text);  ///< `kvk-invalid`; 8 digits
[[nodiscard]] Result<std::string> parse_branch_number(
    std::string_view text);  ///< `branch-invalid`; 12 digits (vestigingsnummer)
[[nodiscard]] Result<std::string> parse_postcode(
    std::string_view text);                                           ///< `postcode-invalid`; "8011PK", not SA/SD/SS
[[nodiscard]] Result<std::string> parse_iban(std::string_view text);  ///< `iban-invalid`; ISO 13616, mod 97
[[nodiscard]] Result<std::string> parse_bag_id(
    std::string_view text);  ///< `bag-id-invalid`; 16 digits, type 01 02 03 10 20 30
[[nodiscard]] Result<std::string> parse_email(
    std::string_view text);  ///< `email-invalid`; one @, a dot in the domain, 254 at most
[[nodiscard]] Result<std::string> parse_phone(std::string_view text);  ///< `phone-invalid`; "+31612345678"
[[nodiscard]] Result<std::string> parse_licence_plate(
    std::string_view text);  ///< `plate-invalid`; "AB123C", letters and digits, 4..8

}  // namespace sas
