#pragma once
#include <string>
#include <string_view>

namespace sas::feeds {

/// A text of a source as part of a series key: lower case, letters and digits, one dash for everything between them.
/// Empty when nothing is left.
[[nodiscard]] std::string key_part(std::string_view text);

}  // namespace sas::feeds
