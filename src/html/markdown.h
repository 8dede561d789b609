#pragma once
#include <string>
#include <string_view>

#include "html/html.h"

namespace sas::html {

/// The level of the first heading in the text: a page has one h1 of its own, so content starts at 2 or deeper.
enum class HeadingStart { second = 2, third = 3, fourth = 4 };

/// Markdown (CommonMark with tables) as safe markup with the classes of the design system. Raw HTML shows as the text
/// it is; a link or image whose address is not `is_safe_url` becomes plain text; images must be of this site. Deeper
/// than 24 levels is flattened.
[[nodiscard]] Html markdown(std::string_view text, HeadingStart start = HeadingStart::second);

/// The words of the text without any markup, for search indexes and descriptions.
[[nodiscard]] std::string markdown_plain(std::string_view text);

}  // namespace sas::html
