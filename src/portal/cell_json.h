#pragma once
#include <string>
#include <string_view>

#include "releases/release.h"

namespace sas::portal {

/// Appends a cell as JSON by the type of its column: numbers as they stand, true and false, text quoted, an empty cell
/// as null. A number that JSON cannot write so ("1e400", "007") becomes text.
void append_cell(std::string& out, std::string_view cell, releases::Type type);
/// Appends a JSON text.
void append_text(std::string& out, std::string_view text);

}  // namespace sas::portal
