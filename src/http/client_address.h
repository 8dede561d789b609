#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Who asks, for limits only. What comes out here is never logged, stored or shown.
namespace sas::http {

using Headers = std::vector<std::pair<std::string, std::string>>;

/// The bytes that tell clients apart: a whole IPv4 address, or the first 64 bits of an IPv6 address, because one
/// household has all the rest. Brackets and a port are taken off. Empty when the text is no address.
[[nodiscard]] std::string client_key(std::string_view address);
/// True for 127.0.0.0/8 and ::1.
[[nodiscard]] bool is_loopback(std::string_view address);
/// Whether a proxy has handed this request on (RFC 7239 Forwarded, or X-Forwarded-For).
[[nodiscard]] bool was_forwarded(const Headers& headers);
/// The client behind `peer`. Only a peer that is one of `trusted` is believed about others: then it is the last address
/// in Forwarded (RFC 7239), or else in X-Forwarded-For, that is no trusted proxy itself. Everything left of it may have
/// been made up by the client. A proxy that names nobody counts as the client.
[[nodiscard]] std::string client_behind(std::string_view peer, const Headers& headers,
                                        const std::vector<std::string>& trusted);

}  // namespace sas::http
