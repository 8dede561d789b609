#pragma once
#include <string>

#include "portal/frame.h"
#include "releases/release.h"

namespace sas::portal {

/// What people read instead of the text of a shape, which can be thousands of numbers: "vlak met 5 hoekpunten".
/// Anything that is no shape stays as it is.
[[nodiscard]] std::string shape_words(const Look& look, const std::string& cell);
/// The cell as people read it on a page.
[[nodiscard]] std::string cell_words(const Look& look, const releases::Column& column, const std::string& cell);

}  // namespace sas::portal
