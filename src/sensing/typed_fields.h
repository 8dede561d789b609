#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "http/message.h"

/// What people type in the forms of this room, and only there. Pure.
namespace sas::sensing {

/// A number with a decimal comma or point, as people write it.
[[nodiscard]] std::optional<double> typed_number(std::string_view text);
/// A day typed as -day, -month and -year.
[[nodiscard]] std::optional<Date> typed_date(const http::Fields& typed, const std::string& name);

}  // namespace sas::sensing
