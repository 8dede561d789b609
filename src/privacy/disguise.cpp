#include "privacy/disguise.h"

#include <algorithm>
#include <cstdint>

#include "base/text.h"

namespace sas::privacy {
namespace {

struct Point {
  char32_t code;
  std::size_t bytes;
};

// One code point; a byte that is not UTF-8 counts as itself.
Point point_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(at);
  const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 1;
  if (length == 1 || at + length > text.size()) return {first, 1};
  char32_t code = first & (0xffU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xc0) != 0x80) return {first, 1};
    code = (code << 6) | (byte(at + i) & 0x3fU);
  }
  return {code, length};
}

bool is_zero_width(char32_t c) {
  return c == 0xad || (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x2064) ||
         c == 0xfeff || c == 0x180e || c == 0x034f;
}

bool is_odd_space(char32_t c) {
  return c == 0xa0 || (c >= 0x2000 && c <= 0x200a) || c == 0x202f || c == 0x205f || c == 0x3000 || c == '\t' ||
         c == '\r' || c == '\n';
}

bool is_dash(char32_t c) {
  return (c >= 0x2010 && c <= 0x2015) || c == 0x2212;
}

// Digits of scripts that people paste from: Arabic-Indic, extended Arabic-Indic, mathematical.
char digit_of(char32_t c) {
  if (c >= 0x660 && c <= 0x669) return static_cast<char>('0' + (c - 0x660));
  if (c >= 0x6f0 && c <= 0x6f9) return static_cast<char>('0' + (c - 0x6f0));
  if (c >= 0x1d7ce && c <= 0x1d7ff) return static_cast<char>('0' + (c - 0x1d7ce) % 10);
  return 0;
}

void append_plain(std::string& out, std::string_view bytes, char32_t code) {
  if (is_zero_width(code)) return;
  if (is_odd_space(code))
    out += ' ';
  else if (is_dash(code))
    out += '-';
  else if (code >= 0xff01 && code <= 0xff5e)
    out += static_cast<char>(code - 0xfee0);
  else if (const char d = digit_of(code))
    out += d;
  else
    out += bytes;
}

std::string plain_characters(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const Point p = point_at(text, i);
    append_plain(out, text.substr(i, p.bytes), p.code);
    i += p.bytes;
  }
  return out;
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

bool is_readable(std::string_view text) {
  return text.size() >= 4 && is_utf8(text) && std::none_of(text.begin(), text.end(), [](char c) {
           return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' && c != '\r';
         });
}

bool is_base64_shape(std::string_view text) {
  if (text.size() < 6 || text.size() > 4096) return false;
  while (!text.empty() && text.back() == '=') text.remove_suffix(1);
  return text.size() % 4 != 1 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '+' || c == '/' ||
                  c == '-' || c == '_';
         });
}

}  // namespace

bool may_be_veiled(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (static_cast<unsigned char>(c) >= 0x80 || static_cast<unsigned char>(c) < 0x20 || c == '%') return true;
    if ((c == '(' || c == '[') && i + 3 < text.size() && text.substr(i + 1, 2) == "at") return true;
  }
  return false;
}

std::string unveil(std::string_view text) {
  std::string out = plain_characters(text);
  if (out.find('%') != std::string::npos)
    if (const auto decoded = url_decode(out)) out = plain_characters(*decoded);
  for (const std::string_view at : {" (at) ", " [at] ", "(at)", "[at]"}) replace_all(out, at, "@");
  for (const std::string_view dot : {" (dot) ", " [dot] ", "(dot)", "[dot]", "(punt)"}) replace_all(out, dot, ".");
  return out;
}

std::vector<std::string> decodings(std::string_view text) {
  std::vector<std::string> out;
  const auto keep = [&](const std::optional<std::string>& decoded) {
    if (decoded && is_readable(*decoded)) out.push_back(*decoded);
  };
  if (text.starts_with("0x") || text.starts_with("\\x")) text.remove_prefix(2);
  if (text.size() >= 12 && text.size() % 2 == 0) keep(from_hex(text));
  if (is_base64_shape(text)) keep(from_base64(text));
  return out;
}

bool is_encoded_digest(std::string_view text) {
  const bool mixed = std::any_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; }) &&
                     std::any_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  if (!mixed || text.size() < 22 || !is_base64_shape(text)) return false;
  const auto decoded = from_base64(text);
  if (!decoded || is_readable(*decoded)) return false;
  const std::size_t n = decoded->size();
  return n == 16 || n == 20 || n == 28 || n == 32 || n == 48 || n == 64;
}

std::string reversed(std::string_view text) {
  return {text.rbegin(), text.rend()};
}

}  // namespace sas::privacy
