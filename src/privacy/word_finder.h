#pragma once
#include <array>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

/// Many words sought in a text in one pass over it (Aho and Corasick, 1975). Immutable after construction; thread-safe.
namespace sas::privacy {

class WordFinder {
 public:
  /// A word of lower-case letters, digits and any of the signs " .-/", and the bits that say it was found.
  using Word = std::pair<std::string_view, std::uint32_t>;
  explicit WordFinder(const std::vector<Word>& words);
  /// The bits of all words that stand in the text, anywhere in it.
  [[nodiscard]] std::uint32_t find(std::string_view text) const;

 private:
  static constexpr std::size_t kClasses = 41;  ///< letters, digits, four signs, and everything else
  struct State {
    std::array<std::uint16_t, kClasses> next{};
    std::uint32_t found = 0;
  };
  std::vector<State> states_;
};

}  // namespace sas::privacy
