#pragma once
#include <string_view>

namespace sas::http {

/// Whether an address (4 or 16 bytes, in the order of the network) is of the public internet: none of the special
/// purposes of the IANA registries (RFC 6890), so not this machine, not the network it stands in, and of IPv6 only
/// global unicast without the forms that carry an IPv4 address. Pure.
[[nodiscard]] bool is_public_address(std::string_view bytes);

}  // namespace sas::http
