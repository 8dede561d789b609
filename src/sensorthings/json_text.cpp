#include "sensorthings/json_text.h"

#include <array>
#include <charconv>

namespace sas::sensorthings {

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    out.append(text, begin, i - begin);
    begin = i + 1;
    constexpr std::string_view digits = "0123456789abcdef";
    if (c == '"')
      out += "\\\"";
    else if (c == '\\')
      out += "\\\\";
    else if (c == '\n')
      out += "\\n";
    else if (c == '\t')
      out += "\\t";
    else if (c == '\r')
      out += "\\r";
    else {
      out += "\\u00";
      out += digits[c >> 4U];
      out += digits[c & 15U];
    }
  }
  out.append(text, begin);
  out += '"';
}

void append_number(std::string& out, double value) {
  std::array<char, 32> text{};
  const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value);
  out.append(text.data(), error == std::errc{} ? static_cast<std::size_t>(end - text.data()) : 0);
}

void append_number(std::string& out, std::int64_t value) {
  std::array<char, 24> text{};
  const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value);
  out.append(text.data(), error == std::errc{} ? static_cast<std::size_t>(end - text.data()) : 0);
}

void append_json(std::string& out, const json::Value& value) {
  if (const auto* object = value.if_object()) {
    ObjectText text(out);
    for (const auto& member : *object)
      append_json(text.member({member.key().data(), member.key().size()}), member.value());
    text.close();
  } else if (const auto* array = value.if_array()) {
    out += '[';
    for (std::size_t i = 0; i < array->size(); ++i) {
      if (i > 0) out += ',';
      append_json(out, (*array)[i]);
    }
    out += ']';
  } else if (const auto* real = value.if_double()) {
    append_number(out, *real);
  } else {
    out += json::write(value);
  }
}

std::string json_text(const json::Value& value) {
  std::string out;
  append_json(out, value);
  return out;
}

}  // namespace sas::sensorthings
