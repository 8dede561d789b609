#include "portal/cell_json.h"

#include <fmt/format.h>

#include "base/text.h"

namespace sas::portal {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::size_t digits(std::string_view text, std::size_t at) {
  while (at < text.size() && is_digit(text[at])) ++at;
  return at;
}

// RFC 8259 clause 6.
bool is_json_number(std::string_view text) {
  std::size_t at = text.starts_with('-') ? 1 : 0;
  const std::size_t whole = digits(text, at);
  if (whole == at || (text[at] == '0' && whole > at + 1)) return false;
  at = whole;
  if (at < text.size() && text[at] == '.') {
    const std::size_t end = digits(text, at + 1);
    if (end == at + 1) return false;
    at = end;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    const std::size_t end = digits(text, at);
    if (end == at || end - at > 2) return false;
    at = end;
  }
  return at == text.size();
}

}  // namespace

void append_text(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  out += '"';
}

void append_cell(std::string& out, std::string_view cell, releases::Type type) {
  if (cell.empty()) {
    out += "null";
    return;
  }
  const bool number = type == releases::Type::integer || type == releases::Type::decimal;
  if ((number && is_json_number(cell)) || (type == releases::Type::truth && (cell == "true" || cell == "false")))
    out += cell;
  else
    append_text(out, cell);
}

}  // namespace sas::portal
