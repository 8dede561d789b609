#pragma once
#include <string>
#include <string_view>

namespace sas::people {

/// Where to go after logging in: `wanted` when it is a path on this site, else `otherwise`. Refused are other hosts
/// ("//x", "/\x", "https://x"), controls, texts over 500 bytes and the pages for logging in and out themselves (that
/// would go round in circles).
[[nodiscard]] std::string local_path(std::string_view wanted, std::string_view otherwise);
/// True for the pages of the workplace: "/balie", "/en/balie/zoeken".
[[nodiscard]] bool is_workplace(std::string_view path);
/// The path without "/en".
[[nodiscard]] std::string_view without_language(std::string_view path);

}  // namespace sas::people
