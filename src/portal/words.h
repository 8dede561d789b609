#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"

namespace sas::portal {

/// The words of a text, folded (lower case, no diacritics). Pure.
[[nodiscard]] std::vector<std::string> words_of(std::string_view text);
/// True for a word that says nothing about a subject ("de", "of", "the").
[[nodiscard]] bool is_stop_word(std::string_view word);
/// True when one letter more, less, other or swapped makes the words equal.
[[nodiscard]] bool one_letter_apart(std::string_view a, std::string_view b);

/// Snowball stems: "vergunningen" and "vergunning" are one. Thread-safe.
class Stemmer {
 public:
  Stemmer();
  ~Stemmer();
  [[nodiscard]] std::string stem(const std::string& word, Language language) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sas::portal
