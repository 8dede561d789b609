#pragma once
#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace sas::promises {

/// Gives each different text a small number, so that a million cases need not hold the same words. Not thread-safe.
class Names {
 public:
  /// The number of this text, a new one when it was not seen before. Throws std::length_error beyond 65,535 texts.
  std::uint16_t number_of(std::string_view text) {
    if (const auto at = numbers_.find(text); at != numbers_.end()) return at->second;
    if (texts_.size() >= none) throw std::length_error("too many different names in the ledger");
    const auto number = static_cast<std::uint16_t>(texts_.size());
    texts_.emplace_back(text);
    numbers_.emplace(std::string(text), number);
    return number;
  }
  [[nodiscard]] const std::string& text(std::uint16_t number) const { return texts_.at(number); }

  static constexpr std::uint16_t none = 65535;  ///< never given to a text

 private:
  std::map<std::string, std::uint16_t, std::less<>> numbers_;
  std::vector<std::string> texts_;
};

}  // namespace sas::promises
