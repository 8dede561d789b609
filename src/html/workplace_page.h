#pragma once
#include <string>

#include "base/result.h"
#include "html/page.h"
#include "html/texts.h"

namespace sas::html {

/// A page of the employee's workplace with its heading, above which stands what is wrong in its form. `error` is null
/// when nothing is. Pure.
[[nodiscard]] Page workplace_page(const Say& say, std::string title, const Error* error = nullptr);

}  // namespace sas::html
