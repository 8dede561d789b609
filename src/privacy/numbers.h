#pragma once
#include <string_view>

/// Exact tests of numbers, without allocation, for the hot path of the scan. Each takes the bare characters (no
/// separators, letters in upper case) and answers whether the number can be real. Sources: docs/number-checks.md and
/// docs/privacy-benchmark.md. Pure and thread-safe.
namespace sas::privacy {

[[nodiscard]] bool all_digits(std::string_view text);
/// BSN and RSIN: eight or nine digits, weights 9..2 and -1, a multiple of eleven (Besluit BSN).
[[nodiscard]] bool passes_eleven(std::string_view digits);
/// A-number of the BRP: ten digits, no leading nought, no equal neighbours, digit sum 0 or 5 modulo eleven, and the sum
/// of digit times two to the place a multiple of eleven (Logisch Ontwerp BRP).
[[nodiscard]] bool passes_a_number(std::string_view digits);
/// IMEI and cards: ISO/IEC 7812-1 annex B.
[[nodiscard]] bool passes_luhn(std::string_view digits);
/// ISO 13616: country, two digits, as long as that country's accounts are, modulo 97 is 1.
[[nodiscard]] bool passes_iban(std::string_view text);
/// Nine digits, B, two digits; with or without NL before them.
[[nodiscard]] bool is_vat_shape(std::string_view text);
/// Dutch plates of the series from 1978 on (4 to 14), six characters without dashes; letters as the series uses them.
[[nodiscard]] bool is_plate(std::string_view text);
/// The three oldest series (XX9999, 9999XX, 99XX99): the shape of many other codes, so only with dashes a sign.
[[nodiscard]] bool is_old_plate(std::string_view text);
/// Four digits from 1000 and two letters, not SA, SD or SS.
[[nodiscard]] bool is_postcode(std::string_view text);
/// Dutch passport or identity card: two letters, six letters or digits, one digit; never the letter O.
[[nodiscard]] bool is_document_number(std::string_view text);

enum class Phone { none, mobile, geographic, service };
/// A Dutch phone number from its digits: "0612345678", "31612345678", "0031612345678".
[[nodiscard]] Phone phone_of(std::string_view digits);

}  // namespace sas::privacy
