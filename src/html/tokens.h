#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

/// Reading a theme's tokens.css and measuring whether people can read its colours.
namespace sas::html {

/// Custom properties by name ("--sas-color-text"), without and with the dark scheme.
struct Tokens {
  std::map<std::string, std::string, std::less<>> light;
  std::map<std::string, std::string, std::less<>> dark;  ///< light with the dark values over it
  std::vector<std::string> font_files;                   ///< file names that @font-face asks for
};

/// Takes `:root { --x: …; }`, the same inside @media, and @font-face with a file of the theme itself; anything else is
/// `theme-tokens`.
[[nodiscard]] Result<Tokens> parse_tokens(std::string_view css);

struct ContrastPair {
  std::string_view front;  ///< name of a token without "--sas-color-"
  std::string_view ground;
  double least;  ///< 4.5 for text (WCAG 1.4.3), 3 for controls and focus (1.4.11)
};
/// All pairs that stand on each other somewhere in the style sheet.
[[nodiscard]] const std::vector<ContrastPair>& contrast_pairs();

/// Contrast of two colours "#rgb" or "#rrggbb" by WCAG 2.2, 1 to 21; error `theme-tokens` for another notation.
[[nodiscard]] Result<double> contrast(std::string_view one, std::string_view other);

/// Every pair in light and dark; errors `theme-incomplete` for a missing token and `theme-contrast` that names the
/// pair.
[[nodiscard]] Result<Done> check_contrast(const Tokens& tokens);

}  // namespace sas::html
