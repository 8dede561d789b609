#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

/// JSON read once from front to back, without building a tree: for bodies full of measurements.
namespace sas::sensorthings {

/// A strict reader of one JSON text (RFC 8259) with depth at most 32 and numbers that a double holds. Every function
/// returns whether the text was as wanted; once it was not, `place` says where. Views point into the text.
class JsonCursor {
 public:
  explicit JsonCursor(std::string_view text) : text_(text) {}

  /// The next character after white space; NUL at the end.
  [[nodiscard]] char peek();
  /// Takes that character when it comes next.
  [[nodiscard]] bool take(char c);
  [[nodiscard]] bool at_end() { return peek() == '\0' && at_ >= text_.size(); }

  /// A text, decoded, UTF-8.
  [[nodiscard]] bool text(std::string& out);
  /// A text as it stands between its quotes; only when it has no escapes. Otherwise nothing is taken.
  [[nodiscard]] std::optional<std::string_view> plain_text();
  /// A number; never infinite.
  [[nodiscard]] bool number(double& out);
  /// A whole number.
  [[nodiscard]] bool whole(std::int64_t& out);
  [[nodiscard]] bool word(std::string_view wanted);
  /// Any value, as it stands in the text; checked to be JSON all the way.
  [[nodiscard]] bool value(std::string_view& out);

  /// Where reading went wrong, counted from 1.
  [[nodiscard]] std::size_t place() const { return at_ + 1; }

 private:
  [[nodiscard]] bool skip_value(int depth);
  [[nodiscard]] bool skip_text();
  [[nodiscard]] bool skip_number(std::size_t& end) const;

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace sas::sensorthings
