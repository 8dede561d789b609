#pragma once
#include <cstdint>
#include <string_view>

/// What one cell looks like, without looking at its column. A mark is a hint; `content.h` decides per column from the
/// share of values that carry it. Pure and thread-safe; the text need not be UTF-8.
namespace sas::privacy {

using Marks = std::uint64_t;

namespace mark {
inline constexpr Marks number = 1ULL << 0;      ///< digits with at most a sign, a decimal mark and group separators
inline constexpr Marks integer = 1ULL << 1;     ///< digits only
inline constexpr Marks eight_nine = 1ULL << 2;  ///< eight or nine digits, no date
inline constexpr Marks eleven = 1ULL << 3;      ///< those that pass the eleven-test
inline constexpr Marks eleven_reversed = 1ULL << 4;  ///< those that pass it from right to left
inline constexpr Marks legal_start = 1ULL << 5;      ///< those that begin as an RSIN does (8 or 00)
inline constexpr Marks marked_bsn = 1ULL << 6;       ///< passes, with "bsn" or its like in the same cell
inline constexpr Marks embedded_eleven = 1ULL << 7;  ///< passes, in a cell with other text
inline constexpr Marks embedded_nine = 1ULL << 8;    ///< nine digits in a cell with other text
inline constexpr Marks ten = 1ULL << 9;              ///< ten digits
inline constexpr Marks a_number = 1ULL << 10;
inline constexpr Marks a_number_reversed = 1ULL << 11;
inline constexpr Marks iban = 1ULL << 12;
inline constexpr Marks mobile = 1ULL << 13;       ///< written as a phone number, or in text
inline constexpr Marks mobile_bare = 1ULL << 14;  ///< ten digits from 06, or nine from 6, nothing else
inline constexpr Marks mobile_reversed = 1ULL << 15;
inline constexpr Marks landline = 1ULL << 16;
inline constexpr Marks landline_bare = 1ULL << 17;
inline constexpr Marks email = 1ULL << 18;
inline constexpr Marks email_role = 1ULL << 19;  ///< info@, gemeente@ ...
inline constexpr Marks plate = 1ULL << 20;
inline constexpr Marks marked_plate = 1ULL << 21;  ///< with "kenteken" in the same cell
inline constexpr Marks postcode = 1ULL << 22;
inline constexpr Marks address = 1ULL << 23;  ///< postcode with house number, or street with house number
inline constexpr Marks house_number = 1ULL << 24;
inline constexpr Marks full_name = 1ULL << 25;
inline constexpr Marks first_name = 1ULL << 26;
inline constexpr Marks surname = 1ULL << 27;
inline constexpr Marks date = 1ULL << 28;
inline constexpr Marks time = 1ULL << 29;
inline constexpr Marks marked_birth = 1ULL << 30;  ///< a date with "geboren" or its like in the same cell
inline constexpr Marks uuid = 1ULL << 31;
inline constexpr Marks hash = 1ULL << 32;  ///< hexadecimal of the length of MD5, SHA-1, SHA-256 or SHA-512
inline constexpr Marks mac = 1ULL << 33;
inline constexpr Marks ip = 1ULL << 34;
inline constexpr Marks fifteen = 1ULL << 35;  ///< fifteen digits
inline constexpr Marks imei = 1ULL << 36;     ///< fifteen digits that pass Luhn's test
inline constexpr Marks document = 1ULL << 37;
inline constexpr Marks vat = 1ULL << 38;
inline constexpr Marks vat_eleven = 1ULL << 39;  ///< its nine digits pass the eleven-test and do not begin as an RSIN
inline constexpr Marks photo = 1ULL << 40;
inline constexpr Marks prose = 1ULL << 41;    ///< five words or more
inline constexpr Marks letters = 1ULL << 42;  ///< holds a letter
inline constexpr Marks decoded = 1ULL << 43;  ///< the other marks were found after decoding or reversing
inline constexpr Marks encoded =
    1ULL << 44;  ///< base64 or hexadecimal of a text without known marks, or base64 of a hash
inline constexpr Marks hidden = 1ULL << 45;  ///< held zero-width or full-width characters
inline constexpr Marks not_utf8 = 1ULL << 46;
inline constexpr Marks precise = 1ULL << 47;      ///< a coordinate in the Netherlands, ten metres or finer
inline constexpr Marks two_letters = 1ULL << 48;  ///< two capitals
inline constexpr Marks four_digits = 1ULL << 49;  ///< 1000 to 9999
inline constexpr Marks domain = 1ULL << 50;       ///< name of an internet domain
inline constexpr Marks sex = 1ULL << 51;
inline constexpr Marks suppressed = 1ULL << 52;  ///< ".", "x", "-", "<10": a value left out
inline constexpr Marks legal_form = 1ULL << 53;  ///< eenmanszaak, zzp, vof ...: a firm that is a person
inline constexpr Marks leading_nought = 1ULL << 54;
inline constexpr Marks document_mixed = 1ULL << 55;  ///< a document number with letters in its middle
inline constexpr Marks marked_other = 1ULL << 56;    ///< a V-number, passport or licence number, named in the cell
inline constexpr Marks domain_person = 1ULL << 57;   ///< a provider of private mail
inline constexpr Marks small_age = 1ULL << 58;       ///< a whole number from 0 to 110
inline constexpr Marks landline_reversed = 1ULL << 59;
inline constexpr Marks geometry = 1ULL << 60;  ///< a point, line or area in any way of writing
inline constexpr Marks polyline = 1ULL << 61;  ///< can be an encoded line

/// Marks that prove personal data in one cell: the chance of meeting them by accident is negligible.
inline constexpr Marks certain = marked_bsn | iban | mobile | email | mac | marked_plate | marked_birth | marked_other;
}  // namespace mark

struct Reading {
  Marks marks = 0;
  std::int32_t day = 0;  ///< days since 1970 when the mark `date` is set
};

/// Everything a cell looks like, also after taking off disguises.
[[nodiscard]] Reading read_cell(std::string_view cell);

}  // namespace sas::privacy
