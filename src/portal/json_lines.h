#pragma once
#include <string>
#include <string_view>

namespace sas::portal {

/// JSON text for people to read: a line for each member, two spaces a level. What is no JSON comes back readable as far
/// as it goes. Pure.
[[nodiscard]] std::string in_lines(std::string_view json);

}  // namespace sas::portal
