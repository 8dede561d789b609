#include "feeds/people_counts.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace sas::feeds {
namespace {

constexpr std::array people{"people",      "persons",    "visitors",  "visitor",    "passengers",     "passenger",
                            "pedestrians", "pedestrian", "footfall",  "passersby",  "headcount",      "cyclists",
                            "bezoekers",   "bezoeker",   "passanten", "passagiers", "voorbijgangers", "voetgangers",
                            "personen",    "mensen",     "reizigers", "fietsers",   "aanwezigen"};

/// Two words in a row that say that somebody was counted going in or out.
constexpr std::array<std::pair<std::string_view, std::string_view>, 10> crossings{{{"count", "in"},
                                                                                   {"count", "out"},
                                                                                   {"counter", "in"},
                                                                                   {"counter", "out"},
                                                                                   {"counts", "in"},
                                                                                   {"counts", "out"},
                                                                                   {"in", "count"},
                                                                                   {"out", "count"},
                                                                                   {"in", "counter"},
                                                                                   {"out", "counter"}}};

bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}

/// "peopleCount_in" is people, count, in.
std::vector<std::string> words_of(std::string_view name) {
  std::vector<std::string> out(1);
  char before = 0;
  for (const char c : name) {
    const bool starts = is_upper(c) && is_lower(before);
    if ((starts || !(is_upper(c) || is_lower(c))) && !out.back().empty()) out.emplace_back();
    if (is_upper(c)) out.back() += static_cast<char>(c - 'A' + 'a');
    if (is_lower(c)) out.back() += c;
    before = c;
  }
  return out;
}

bool is_crossing(std::string_view first, std::string_view second) {
  return std::any_of(crossings.begin(), crossings.end(), [&](const auto& pair) {
    return (pair.first == first && pair.second == second) ||
           (second.empty() && first == std::string(pair.first) + std::string(pair.second));
  });
}

}  // namespace

bool counts_people(std::string_view name) {
  const std::vector<std::string> words = words_of(name);
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (std::find(people.begin(), people.end(), words[i]) != people.end()) return true;
    if (is_crossing(words[i], "")) return true;
    if (i + 1 < words.size() && is_crossing(words[i], words[i + 1])) return true;
  }
  return false;
}

}  // namespace sas::feeds
