#include "sensorthings/json_cursor.h"

#include <charconv>
#include <cmath>

#include "base/json.h"
#include "base/text.h"

namespace sas::sensorthings {
namespace {

constexpr int deepest = 32;
constexpr std::size_t longest_plain_number = 300;
// The parser of the house takes no exponent that overflows, not even of zero.
constexpr std::size_t most_exponent_digits = 5;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace

char JsonCursor::peek() {
  while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t' || text_[at_] == '\r'))
    ++at_;
  return at_ < text_.size() ? text_[at_] : '\0';
}

bool JsonCursor::take(char c) {
  if (peek() != c || at_ >= text_.size()) return false;
  ++at_;
  return true;
}

// Leaves the cursor behind the closing quote. What is inside must be well-formed, UTF-8 and without bare controls.
bool JsonCursor::skip_text() {
  const std::size_t begin = at_ + 1;
  std::size_t i = begin;
  bool ascii = true, escaped = false;
  for (; i < text_.size() && text_[i] != '"'; ++i) {
    const auto c = static_cast<unsigned char>(text_[i]);
    if (c < 0x20) return false;
    ascii = ascii && c < 0x80;
    if (c == '\\') {
      escaped = true;
      if (++i >= text_.size()) return false;
    }
  }
  if (i >= text_.size()) return false;
  const std::string_view inside = text_.substr(begin, i - begin);
  if (escaped) {
    if (!json::parse(text_.substr(begin - 1, i - begin + 2))) return false;
  } else if (!ascii && !is_utf8(inside)) {
    return false;
  }
  at_ = i + 1;
  return true;
}

std::optional<std::string_view> JsonCursor::plain_text() {
  if (peek() != '"') return std::nullopt;
  const std::size_t begin = at_ + 1, end = text_.find_first_of("\"\\", begin);
  if (end == std::string_view::npos || text_[end] == '\\') return std::nullopt;
  if (!skip_text()) return std::nullopt;
  return text_.substr(begin, end - begin);
}

bool JsonCursor::text(std::string& out) {
  if (const auto plain = plain_text()) {
    out = *plain;
    return true;
  }
  if (peek() != '"') return false;
  const std::size_t begin = at_;
  if (!skip_text()) return false;
  const Result<json::Value> value = json::parse(text_.substr(begin, at_ - begin));
  if (!value || !value->is_string()) return false;
  out = std::string(value->get_string());
  // A NUL by escape is no text to either store.
  return out.find('\0') == std::string::npos;
}

// RFC 8259 clause 6.
bool JsonCursor::skip_number(std::size_t& end) const {
  std::size_t i = at_;
  const auto digits = [&] {
    const std::size_t begin = i;
    while (i < text_.size() && is_digit(text_[i])) ++i;
    return i > begin;
  };
  if (i < text_.size() && text_[i] == '-') ++i;
  const bool zero = i < text_.size() && text_[i] == '0';
  const std::size_t whole = i;
  if (!digits() || (zero && i - whole > 1)) return false;
  if (i < text_.size() && text_[i] == '.') {
    ++i;
    if (!digits()) return false;
  }
  if (i < text_.size() && (text_[i] == 'e' || text_[i] == 'E')) {
    ++i;
    if (i < text_.size() && (text_[i] == '+' || text_[i] == '-')) ++i;
    const std::size_t exponent = i;
    if (!digits() || i - exponent > most_exponent_digits) return false;
  }
  end = i;
  // Well-formed is not enough: a number that no double holds could not be written again.
  if (i - at_ < longest_plain_number && text_.substr(at_, i - at_).find_first_of("eE") == std::string_view::npos)
    return true;
  double value = 0;
  const auto [stop, error] = std::from_chars(text_.data() + at_, text_.data() + i, value);
  return error == std::errc{} && stop == text_.data() + i && std::isfinite(value);
}

bool JsonCursor::number(double& out) {
  static_cast<void>(peek());
  std::size_t end = at_;
  if (!skip_number(end)) return false;
  const auto [stop, error] = std::from_chars(text_.data() + at_, text_.data() + end, out);
  if (error != std::errc{} || stop != text_.data() + end || !std::isfinite(out)) return false;
  at_ = end;
  return true;
}

bool JsonCursor::whole(std::int64_t& out) {
  static_cast<void>(peek());
  std::size_t end = at_;
  if (!skip_number(end)) return false;
  const auto [stop, error] = std::from_chars(text_.data() + at_, text_.data() + end, out);
  if (error != std::errc{} || stop != text_.data() + end) return false;
  at_ = end;
  return true;
}

bool JsonCursor::word(std::string_view wanted) {
  static_cast<void>(peek());
  if (text_.substr(at_, wanted.size()) != wanted) return false;
  at_ += wanted.size();
  return true;
}

bool JsonCursor::skip_value(int depth) {
  if (depth > deepest) return false;
  const char c = peek();
  if (c == '"') return skip_text();
  if (c == 't') return word("true");
  if (c == 'f') return word("false");
  if (c == 'n') return word("null");
  if (c != '{' && c != '[') {
    std::size_t end = at_;
    if (!skip_number(end)) return false;
    at_ = end;
    return true;
  }
  const char close = c == '{' ? '}' : ']';
  ++at_;
  if (take(close)) return true;
  do {
    if (c == '{') {
      if (peek() != '"' || !skip_text() || !take(':')) return false;
    }
    if (!skip_value(depth + 1)) return false;
  } while (take(','));
  return take(close);
}

bool JsonCursor::value(std::string_view& out) {
  static_cast<void>(peek());
  const std::size_t begin = at_;
  if (!skip_value(1)) return false;
  out = text_.substr(begin, at_ - begin);
  return true;
}

}  // namespace sas::sensorthings
