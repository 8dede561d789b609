#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"
#include "sensorthings/options.h"

/// Where the reading of an address is: shared by the readers of expressions and of options.
namespace sas::sensorthings {

/// Text, place, and what has been spent of UrlLimits. Not thread-safe.
class UrlCursor {
 public:
  /// `what` is named in errors: "$filter".
  UrlCursor(std::string_view text, std::string what) : text_(text), what_(std::move(what)) {}

  [[nodiscard]] std::size_t at() const { return at_; }
  [[nodiscard]] bool done() const { return at_ >= text_.size(); }
  [[nodiscard]] char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  [[nodiscard]] std::string_view since(std::size_t begin) const { return text_.substr(begin, at_ - begin); }
  void skip(std::size_t count = 1) { at_ = std::min(at_ + count, text_.size()); }
  void back_to(std::size_t place) { at_ = place; }
  void skip_space() {
    while (peek() == ' ' || peek() == '\t') skip();
  }
  bool take(char c) {
    if (peek() != c || done()) return false;
    skip();
    return true;
  }
  /// A run of letters, digits and - . _ @ $ : and bytes above ASCII; empty when there is none.
  std::string_view word();
  /// The word that comes next after spaces, without taking it.
  [[nodiscard]] std::string_view next_word();

  [[nodiscard]] tl::unexpected<Error> wrong(std::string_view expected) const;
  [[nodiscard]] tl::unexpected<Error> too_complex(std::string_view limit) const;

  int depth = 0;
  int nodes = 0;
  std::size_t expands = 0;

 private:
  std::string_view text_;
  std::string what_;
  std::size_t at_ = 0;
};

/// Reads an expression as far as it goes.
[[nodiscard]] Result<Expression> read_expression(UrlCursor& in);

}  // namespace sas::sensorthings
