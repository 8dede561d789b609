#include "http/client_address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "http/internal_text.h"

namespace sas::http {
namespace {

// "[2001:db8::1]:443", "192.0.2.1:443" and "\"192.0.2.1\"" as the address alone.
std::string bare(std::string_view text) {
  text = trim(text);
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
  if (text.starts_with('[')) return std::string(text.substr(1, std::min(text.find(']'), text.size()) - 1));
  if (std::count(text.begin(), text.end(), ':') == 1) text = text.substr(0, text.find(':'));
  return std::string(text);
}

std::string all_of(const Headers& headers, std::string_view name) {
  std::string out;
  for (const auto& [key, value] : headers)
    if (detail::iequals(key, name)) out += (out.empty() ? "" : ",") + value;
  return out;
}

// The value of for= in one element of Forwarded.
std::string forwarded_for(const std::string& element) {
  for (const std::string& pair : split(element, ';')) {
    const std::string_view part = trim(pair);
    if (part.size() > 4 && detail::iequals(part.substr(0, 4), "for=")) return bare(part.substr(4));
  }
  return {};
}

std::vector<std::string> named_by_proxies(const Headers& headers) {
  std::vector<std::string> out;
  if (const std::string forwarded = all_of(headers, "Forwarded"); !forwarded.empty()) {
    for (const std::string& element : split(forwarded, ',')) out.push_back(forwarded_for(element));
    return out;
  }
  if (const std::string list = all_of(headers, "X-Forwarded-For"); !list.empty())
    for (const std::string& address : split(list, ',')) out.push_back(bare(address));
  return out;
}

// The sixteen bytes of an address; IPv4 in its mapped form. None when it is no address.
struct Bytes {
  std::array<unsigned char, 16> value{};
  bool four = false;
  friend bool operator==(const Bytes&, const Bytes&) = default;
};

std::optional<Bytes> bytes_of(std::string_view address) {
  const std::string text = bare(address);
  Bytes bytes;
  if (::inet_pton(AF_INET, text.c_str(), bytes.value.data() + 12) == 1) {
    bytes.value[10] = bytes.value[11] = 0xff;
    bytes.four = true;
    return bytes;
  }
  if (::inet_pton(AF_INET6, text.c_str(), bytes.value.data()) != 1) return std::nullopt;
  const auto& v = bytes.value;
  bytes.four =
      std::all_of(v.begin(), v.begin() + 10, [](unsigned char b) { return b == 0; }) && v[10] == 0xff && v[11] == 0xff;
  return bytes;
}

}  // namespace

std::string client_key(std::string_view address) {
  const auto bytes = bytes_of(address);
  if (!bytes) return {};
  const auto& v = bytes->value;
  return bytes->four ? std::string(v.begin() + 12, v.end()) : std::string(v.begin(), v.begin() + 8);
}

bool is_loopback(std::string_view address) {
  const auto bytes = bytes_of(address);
  if (!bytes) return false;
  return bytes->four ? bytes->value[12] == 127 : bytes == bytes_of("::1");
}

bool was_forwarded(const Headers& headers) {
  return !all_of(headers, "Forwarded").empty() || !all_of(headers, "X-Forwarded-For").empty();
}

std::string client_behind(std::string_view peer, const Headers& headers, const std::vector<std::string>& trusted) {
  const auto is_trusted = [&](std::string_view address) {
    const auto bytes = bytes_of(address);
    return bytes.has_value() && std::any_of(trusted.begin(), trusted.end(),
                                            [&](const std::string& proxy) { return bytes_of(proxy) == bytes; });
  };
  if (!is_trusted(peer)) return client_key(peer);
  const auto named = named_by_proxies(headers);
  for (auto address = named.rbegin(); address != named.rend(); ++address) {
    if (is_trusted(*address)) continue;
    const std::string key = client_key(*address);
    return key.empty() ? client_key(peer) : key;
  }
  return client_key(peer);
}

}  // namespace sas::http
