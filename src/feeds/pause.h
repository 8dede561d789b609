#pragma once
#include <chrono>
#include <string_view>

#include "base/result.h"

/// How often a source may be asked. Pure.
namespace sas::feeds {

/// "30s", "5m", "1h", "7d": a whole number and its unit. Error `pause-invalid`.
[[nodiscard]] Result<std::chrono::seconds> parse_pause(std::string_view text);

/// A gateway on the municipality's own network (a private or loopback address, a name without a dot, or one that ends
/// in .local, .internal or .home.arpa) may be asked each five seconds; what serves others as well, once a minute.
[[nodiscard]] std::chrono::seconds shortest_pause(std::string_view url);
inline constexpr std::chrono::hours longest_pause{7 * 24};

}  // namespace sas::feeds
