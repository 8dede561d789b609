#pragma once
#include <cstddef>
#include <string_view>

/// The words of a text, between spaces, without copying any. Pure.
namespace sas::privacy {

class Tokens {
 public:
  explicit Tokens(std::string_view text) : text_(text) {}

  class Iterator {
   public:
    explicit Iterator(std::string_view rest) : rest_(rest) { ++*this; }
    std::string_view operator*() const { return word_; }
    Iterator& operator++() {
      const std::size_t begin = rest_.find_first_not_of(' ');
      rest_.remove_prefix(begin == std::string_view::npos ? rest_.size() : begin);
      word_ = rest_.substr(0, rest_.find(' '));
      rest_.remove_prefix(word_.size());
      return *this;
    }
    friend bool operator==(const Iterator& a, const Iterator& b) {
      return a.word_.empty() == b.word_.empty() && a.rest_.size() == b.rest_.size();
    }

   private:
    std::string_view word_, rest_;
  };

  [[nodiscard]] Iterator begin() const { return Iterator(text_); }
  [[nodiscard]] Iterator end() const { return Iterator({}); }

 private:
  std::string_view text_;
};

}  // namespace sas::privacy
