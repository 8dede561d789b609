#include "http/internal_text.h"

#include "base/text.h"

namespace sas::http::detail {
namespace {

char lower_char(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

int nibble(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char l = lower_char(c);
  return l >= 'a' && l <= 'f' ? l - 'a' + 10 : -1;
}

// A quoted string at `text[at]` (which is the opening quote); `at` moves past the closing one.
std::string read_quoted(std::string_view text, std::size_t& at) {
  std::string out;
  for (++at; at < text.size() && text[at] != '"'; ++at) {
    // Only quote and backslash are ever escaped: an old browser sends C:\map\file unescaped.
    if (text[at] == '\\' && at + 1 < text.size() && (text[at + 1] == '"' || text[at + 1] == '\\')) ++at;
    out += text[at];
  }
  if (at < text.size()) ++at;
  return out;
}

std::size_t end_of(std::string_view text, std::size_t from, char stop) {
  const std::size_t end = text.find(stop, from);
  return end == std::string_view::npos ? text.size() : end;
}

}  // namespace

bool iequals(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (lower_char(a[i]) != lower_char(b[i])) return false;
  return true;
}

std::string lower(std::string_view text) {
  std::string out{text};
  for (char& c : out) c = lower_char(c);
  return out;
}

std::string_view trim_ows(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

bool is_token(std::string_view text) {
  static constexpr std::string_view extra = "!#$%&'*+-.^_`|~";
  for (const char c : text) {
    const char l = lower_char(c);
    if (!(l >= 'a' && l <= 'z') && !(c >= '0' && c <= '9') && extra.find(c) == std::string_view::npos) return false;
  }
  return !text.empty();
}

bool has_control(std::string_view text) {
  for (const char c : text)
    if ((static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f) return true;
  return false;
}

std::optional<std::string> percent_decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const int high = nibble(text[i + 1]), low = nibble(text[i + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return out;
}

const std::string* ParameterisedValue::find(std::string_view name) const {
  for (const auto& [key, value_text] : parameters)
    if (key == name) return &value_text;
  return nullptr;
}

ParameterisedValue parse_parameters(std::string_view text) {
  ParameterisedValue out;
  std::size_t at = end_of(text, 0, ';');
  out.value = std::string(trim_ows(text.substr(0, at)));
  while (at < text.size() && out.parameters.size() < 32) {
    ++at;  // past ';'
    const std::size_t equals = text.find('=', at);
    const std::size_t next = end_of(text, at, ';');
    if (equals == std::string_view::npos || equals > next) {
      at = next;
      continue;
    }
    std::string name = lower(trim_ows(text.substr(at, equals - at)));
    at = equals + 1;
    while (at < text.size() && (text[at] == ' ' || text[at] == '\t')) ++at;
    std::string value;
    if (at < text.size() && text[at] == '"') {
      value = read_quoted(text, at);
      at = end_of(text, at, ';');
    } else {
      const std::size_t end = end_of(text, at, ';');
      value = std::string(trim_ows(text.substr(at, end - at)));
      at = end;
    }
    out.parameters.emplace_back(std::move(name), std::move(value));
  }
  return out;
}

UrlencodedItems parse_urlencoded(std::string_view text, std::size_t limit) {
  UrlencodedItems out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = end_of(text, at, '&');
    const std::string_view item = text.substr(at, end - at);
    at = end + 1;
    if (item.empty()) continue;
    if (out.items.size() >= limit) {
      ++out.over_limit;
      continue;
    }
    const std::size_t equals = end_of(item, 0, '=');
    const std::string_view raw_name = item.substr(0, equals);
    const std::string_view raw_value = equals < item.size() ? item.substr(equals + 1) : std::string_view{};
    auto name = url_decode(raw_name), value = url_decode(raw_value);
    const bool decoded = name && value;
    const bool utf8 = decoded && is_utf8(*name) && is_utf8(*value);
    if (!decoded) ++out.broken;
    if (decoded && !utf8) ++out.not_utf8;
    if (utf8)
      out.items.emplace_back(std::move(*name), std::move(*value));
    else if (is_utf8(raw_name) && is_utf8(raw_value))
      out.items.emplace_back(raw_name, raw_value);
  }
  return out;
}

}  // namespace sas::http::detail
