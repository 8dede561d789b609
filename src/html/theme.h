#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sas::html {

/// A file that the theme serves at /theme/<name>.
struct ThemeFile {
  std::string name;
  std::string content_type;
  std::string content;
};

/// The face and the contact details of one municipality, read once at start.
struct Theme {
  std::string name;          ///< of the theme, e.g. "sassenpoort"
  std::string municipality;  ///< "Zwolle"
  std::string site_name;     ///< "Gemeente Zwolle"
  std::string phone;         ///< as people read it: "14 038"
  std::string phone_link;    ///< "tel:14038"
  std::string email;         ///< may be empty
  std::string desk_address;  ///< "Lübeckplein 2, 8017 JZ Zwolle"
  std::string opening_hours_nl;
  std::string opening_hours_en;
  std::string logo;          ///< /theme/<file>, or empty for the gate of Sassenpoort
  std::string colour_light;  ///< for the bar of a phone's browser, e.g. "#fffdf8"
  std::string colour_dark;
  std::vector<ThemeFile> files;  ///< tokens.css first; then logo and fonts

  /// The file served at /theme/<name>, or null.
  [[nodiscard]] const ThemeFile* file(std::string_view file_name) const;
};

/// Reads theme.toml, tokens.css and the optional logo.svg, logo.png and *.woff2 of a folder. Errors: `theme-missing`
/// (no such file), `theme-unreadable` (no TOML, or a value of the wrong type), `theme-incomplete` (a needed value is
/// empty), `theme-tokens` (anything but custom properties, or a file from elsewhere), `theme-contrast` (a pair of
/// colours that people cannot read: WCAG 1.4.3, 1.4.11).
[[nodiscard]] Result<Theme> load_theme(const std::filesystem::path& folder);

}  // namespace sas::html
