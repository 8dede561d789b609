#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sas {

/// The two languages of the site. Dutch is first everywhere.
enum class Language { nl, en };

/// A text in both languages.
struct Bilingual {
  std::string nl;
  std::string en;
  [[nodiscard]] const std::string& in(Language language) const { return language == Language::nl ? nl : en; }
  [[nodiscard]] bool empty() const { return nl.empty() && en.empty(); }
  friend bool operator==(const Bilingual&, const Bilingual&) = default;
};

/// True when the text is well-formed UTF-8 without NUL, surrogates or over-long forms.
[[nodiscard]] bool is_utf8(std::string_view text);
/// Number of code points; the text must be UTF-8.
[[nodiscard]] std::size_t utf8_length(std::string_view text);
/// Without white space (ASCII and U+00A0) at both ends.
[[nodiscard]] std::string_view trim(std::string_view text);
/// Lower case and without diacritics, for searching and comparing: "Één Café" -> "een cafe". Covers Latin-1 and Latin
/// Extended-A.
[[nodiscard]] std::string fold(std::string_view text);
[[nodiscard]] std::vector<std::string> split(std::string_view text, char separator);
/// A whole number without sign, spaces or leading plus; none when it is anything else or does not fit.
[[nodiscard]] std::optional<std::int64_t> parse_int(std::string_view text);
/// A decimal number as JSON writes it, also without digits before or after the point; none when it is anything else, or
/// not finite.
[[nodiscard]] std::optional<double> parse_double(std::string_view text);
[[nodiscard]] bool is_digits(std::string_view text);
/// Every code point in `text` replaced when it is a control character other than newline and tab.
[[nodiscard]] std::string without_controls(std::string_view text);

[[nodiscard]] std::string hex(std::string_view bytes);
/// None when the text is not an even number of hexadecimal digits.
[[nodiscard]] std::optional<std::string> from_hex(std::string_view text);
[[nodiscard]] std::string base64(std::string_view bytes);
/// Unpadded, URL-safe (RFC 4648 clause 5).
[[nodiscard]] std::string base64url(std::string_view bytes);
/// Accepts both alphabets, with or without padding; none on any other character.
[[nodiscard]] std::optional<std::string> from_base64(std::string_view text);
/// Percent-encodes everything but unreserved characters (RFC 3986 clause 2.3).
[[nodiscard]] std::string url_encode(std::string_view text);
/// None on a broken escape. `plus` is decoded as space, as in forms.
[[nodiscard]] std::optional<std::string> url_decode(std::string_view text);

}  // namespace sas
