#include "feeds/pause.h"

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "base/text.h"

namespace sas::feeds {
namespace {

using std::chrono::seconds;

constexpr seconds for_own{5}, for_others{60};

/// The name or address of a URL, without brackets, port and user (RFC 3986 clause 3.2); small letters.
std::string host_of(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  url = url.substr(0, url.find_first_of("/?#"));
  if (const std::size_t user = url.rfind('@'); user != std::string_view::npos) url.remove_prefix(user + 1);
  std::string out(url.starts_with('[') ? url.substr(1, url.find(']') - 1) : url.substr(0, url.rfind(':')));
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

std::optional<std::array<int, 4>> ipv4(std::string_view host) {
  std::array<int, 4> out{};
  for (std::size_t i = 0; i < out.size(); ++i) {
    const std::size_t end = host.find('.');
    const std::string_view part = host.substr(0, end);
    const auto value = is_digits(part) && part.size() <= 3 ? parse_int(part) : std::nullopt;
    if (!value || *value > 255 || (end == std::string_view::npos) != (i + 1 == out.size())) return std::nullopt;
    out[i] = static_cast<int>(*value);
    host.remove_prefix(end == std::string_view::npos ? host.size() : end + 1);
  }
  return out;
}

/// RFC 1918, RFC 1122 clause 3.2.1.3 (loopback) and RFC 3927 (link-local).
bool is_private(const std::array<int, 4>& a) {
  return a[0] == 10 || a[0] == 127 || (a[0] == 172 && a[1] >= 16 && a[1] <= 31) || (a[0] == 192 && a[1] == 168) ||
         (a[0] == 169 && a[1] == 254);
}

/// RFC 4193 (fc00::/7), RFC 4291 (::1 and fe80::/10).
bool is_private_v6(std::string_view host) {
  return host == "::1" || host.starts_with("fc") || host.starts_with("fd") ||
         (host.starts_with("fe") && host.size() > 2 &&
          std::string_view("89ab").find(host[2]) != std::string_view::npos);
}

bool is_own_network(const std::string& host) {
  if (host.find(':') != std::string::npos) return is_private_v6(host);
  if (const auto address = ipv4(host)) return is_private(*address);
  return host.find('.') == std::string::npos || host.ends_with(".local") || host.ends_with(".internal") ||
         host.ends_with(".home.arpa");
}

}  // namespace

Result<seconds> parse_pause(std::string_view text) {
  constexpr std::size_t most_digits = 6;
  const auto wrong = [] { return fail(ErrorKind::invalid, "pause-invalid", "write it as 30s, 5m, 1h or 7d"); };
  if (text.size() < 2 || text.size() > most_digits + 1) return wrong();
  const auto unit = std::string_view("smhd").find(text.back());
  const std::string_view digits = text.substr(0, text.size() - 1);
  const auto count = is_digits(digits) ? parse_int(digits) : std::nullopt;
  if (unit == std::string_view::npos || !count || *count == 0) return wrong();
  constexpr std::array lengths{seconds{1}, seconds{60}, seconds{3'600}, seconds{86'400}};
  return lengths[unit] * *count;
}

seconds shortest_pause(std::string_view url) {
  const std::string host = host_of(url);
  return !host.empty() && is_own_network(host) ? for_own : for_others;
}

}  // namespace sas::feeds
