#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Takes off what hides a value from a reader that looks at plain characters. Pure and thread-safe.
namespace sas::privacy {

/// What a person sees: zero-width characters gone, odd spaces and full-width characters as ASCII, percent-escapes and
/// "(at)" resolved, accents off Latin letters. Bytes that are not UTF-8 stay as they are.
[[nodiscard]] std::string unveil(std::string_view text);
/// True when `unveil` could change the text.
[[nodiscard]] bool may_be_veiled(std::string_view text);
/// Readable texts the cell can be a code for: base64 and hexadecimal. Empty when it is none.
[[nodiscard]] std::vector<std::string> decodings(std::string_view text);
/// True when the text is base64 of exactly the bytes of a common hash.
[[nodiscard]] bool is_encoded_digest(std::string_view text);
/// From right to left.
[[nodiscard]] std::string reversed(std::string_view text);

}  // namespace sas::privacy
