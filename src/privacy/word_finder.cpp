#include "privacy/word_finder.h"

#include <deque>
#include <stdexcept>

namespace sas::privacy {
namespace {

constexpr std::size_t kOther = 40;
constexpr std::string_view kSigns = " .-/";

constexpr std::array<std::uint8_t, 256> classes() {
  std::array<std::uint8_t, 256> out{};
  for (auto& each : out) each = kOther;
  for (std::size_t i = 0; i < 26; ++i) out[static_cast<std::size_t>('a') + i] = static_cast<std::uint8_t>(i);
  for (std::size_t i = 0; i < 10; ++i) out[static_cast<std::size_t>('0') + i] = static_cast<std::uint8_t>(26 + i);
  for (std::size_t i = 0; i < kSigns.size(); ++i)
    out[static_cast<unsigned char>(kSigns[i])] = static_cast<std::uint8_t>(36 + i);
  return out;
}
constexpr std::array<std::uint8_t, 256> kClassOf = classes();

std::size_t class_of(char c) {
  return kClassOf[static_cast<unsigned char>(c)];
}

}  // namespace

WordFinder::WordFinder(const std::vector<Word>& words) : states_(1) {
  for (const auto& [word, bits] : words) {
    std::size_t state = 0;
    for (const char c : word) {
      if (class_of(c) == kOther) throw std::logic_error("a word to find holds a character that is not known");
      const std::size_t next = states_[state].next[class_of(c)];
      if (next == 0) {
        states_[state].next[class_of(c)] = static_cast<std::uint16_t>(states_.size());
        states_.emplace_back();
        state = states_.size() - 1;
      } else {
        state = next;
      }
    }
    states_[state].found |= bits;
  }
  // Breadth first: where a word breaks off, go on in the longest word that its end begins.
  std::vector<std::size_t> back(states_.size(), 0);
  std::deque<std::size_t> queue;
  for (const std::uint16_t child : states_[0].next)
    if (child != 0) queue.push_back(child);
  for (; !queue.empty(); queue.pop_front()) {
    const std::size_t state = queue.front();
    states_[state].found |= states_[back[state]].found;
    for (std::size_t c = 0; c < kClasses; ++c) {
      const std::uint16_t otherwise = states_[back[state]].next[c];
      std::uint16_t& child = states_[state].next[c];
      if (child == 0) {
        child = otherwise;
      } else {
        back[child] = otherwise;
        queue.push_back(child);
      }
    }
  }
}

std::uint32_t WordFinder::find(std::string_view text) const {
  std::uint32_t out = 0;
  std::size_t state = 0;
  for (const char c : text) {
    state = states_[state].next[class_of(c)];
    out |= states_[state].found;
  }
  return out;
}

}  // namespace sas::privacy
