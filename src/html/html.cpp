#include "html/html.h"

#include <algorithm>
#include <array>
#include <span>
#include <stdexcept>

namespace sas::html {
namespace {

bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return is_lower(c) || (c >= 'A' && c <= 'Z');
}

void require_plain_name(std::string_view name) {
  // SVG has names with capitals (viewBox, preserveAspectRatio), so both cases are taken.
  const bool plain = !name.empty() && is_letter(name.front()) && std::ranges::all_of(name, [](char c) {
    return is_letter(c) || is_digit(c) || c == '-' || c == ':' || c == '_';
  });
  if (!plain) throw std::logic_error("html: not a plain name");
}

bool carries_code(std::string_view name) {
  const bool handler = name.size() > 2 && (name[0] == 'o' || name[0] == 'O') && (name[1] == 'n' || name[1] == 'N');
  return handler || name == "style" || name == "srcdoc";
}

bool carries_url(std::string_view name) {
  static constexpr std::array<std::string_view, 8> names{"href", "src",  "action", "formaction",
                                                         "cite", "data", "poster", "xlink:href"};
  return std::ranges::find(names, name) != names.end();
}

void require_safe_attribute(const Attr& attr) {
  require_plain_name(attr.name);
  std::string lower = attr.name;
  std::ranges::transform(lower, lower.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  if (carries_code(lower)) throw std::logic_error("html: attribute carries code or style");
  if (carries_url(lower) && !is_safe_url(attr.value)) throw std::logic_error("html: unsafe address in " + lower);
}

void escape_into(std::string& out, std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      case '\0':
        out += "\xEF\xBF\xBD";
        break;  // NUL is not allowed in a document (HTML, 13.2.3.5)
      default:
        out += c;
    }
  }
}

std::string open_tag(std::string_view tag, std::span<const Attr> attrs) {
  require_plain_name(tag);
  std::string out = "<";
  out += tag;
  for (const Attr& attr : attrs) {
    if (attr.form == Attr::Form::absent) continue;
    require_safe_attribute(attr);
    out += ' ';
    out += attr.name;
    if (attr.form == Attr::Form::bare) continue;
    out += "=\"";
    escape_into(out, attr.value);
    out += '"';
  }
  out += '>';
  return out;
}

Html element(std::string_view tag, std::span<const Attr> attrs, std::span<const Html> children) {
  std::string out = open_tag(tag, attrs);
  for (const Html& child : children) out += child.markup();
  out += "</";
  out += tag;
  out += '>';
  return Html::trusted(std::move(out));
}

bool is_known_scheme(std::string_view scheme) {
  std::string lower(scheme);
  std::ranges::transform(lower, lower.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return lower == "http" || lower == "https" || lower == "mailto" || lower == "tel";
}

}  // namespace

Html Html::trusted(std::string markup) {
  Html html;
  html.markup_ = std::move(markup);
  return html;
}

void Html::append_escaped(std::string_view text) {
  markup_.reserve(markup_.size() + text.size());
  escape_into(markup_, text);
}

Attr flag(std::string_view name) {
  return {std::string(name), {}, Attr::Form::bare};
}

Attr when(bool condition, Attr attr) {
  if (!condition) attr.form = Attr::Form::absent;
  return attr;
}

bool is_safe_url(std::string_view url) {
  // Browsers drop tabs and newlines and treat a backslash as a slash (WHATWG URL, 4.4), so none of them may occur.
  const bool odd = std::ranges::any_of(url, [](char c) {
    const auto code = static_cast<unsigned char>(c);
    return code < 0x20 || code == 0x7F || c == '\\';
  });
  if (odd || url.starts_with(' ') || url.starts_with("//")) return false;
  const auto colon = url.find(':');
  const auto other = url.find_first_of("/?#");
  if (colon == std::string_view::npos || (other != std::string_view::npos && other < colon)) return true;
  return is_known_scheme(url.substr(0, colon));
}

Html el(std::string_view tag, Attrs attrs, Children children) {
  return element(tag, {attrs.begin(), attrs.size()}, {children.begin(), children.size()});
}

Html el(std::string_view tag, const std::vector<Attr>& attrs, const Html& content) {
  return element(tag, attrs, {&content, 1});
}

Html empty_el(std::string_view tag, Attrs attrs) {
  return Html::trusted(open_tag(tag, {attrs.begin(), attrs.size()}));
}

Html empty_el(std::string_view tag, const std::vector<Attr>& attrs) {
  return Html::trusted(open_tag(tag, attrs));
}

Html join(const std::vector<Html>& parts) {
  std::string out;
  for (const Html& part : parts) out += part.markup();
  return Html::trusted(std::move(out));
}

}  // namespace sas::html
