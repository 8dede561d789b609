#pragma once
#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

/// The one door to TOML in this room, so that one file compiles the library.
namespace sas::html {

/// All texts of a TOML document by their full name ("a.b"); nested tables are joined with dots. Errors
/// `toml-unreadable` (with the line), `toml-no-text` (a value that is not a text).
[[nodiscard]] Result<std::map<std::string, std::string, std::less<>>> read_toml_texts(std::string_view content,
                                                                                      std::string_view name);

}  // namespace sas::html
