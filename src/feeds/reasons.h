#pragma once
#include <span>
#include <string_view>

namespace sas::feeds {

/// Every reason with which a reader of this room refuses a row, beside `unwelcome-<kind>` and the codes of decoders.
/// Each has a text `feeds.reason.<code>` that says what is wrong and what to do.
[[nodiscard]] std::span<const std::string_view> rejection_reasons();

}  // namespace sas::feeds
