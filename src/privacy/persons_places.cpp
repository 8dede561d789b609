#include <algorithm>
#include <string>
#include <vector>

#include "base/text.h"
#include "privacy/names.h"
#include "privacy/numbers.h"
#include "privacy/text_reading.h"

namespace sas::privacy {
namespace {

bool digit(char c) {
  return c >= '0' && c <= '9';
}

enum class Word { first, last, prefix, initials, title, capital, other };

struct Token {
  std::string folded;
  Word word;
};

bool is_initials(std::string_view raw, std::string_view folded) {
  if (folded.size() == 1) return raw.size() <= 2;
  std::size_t letters = 0;
  for (std::size_t i = 0; i < folded.size(); ++i) {
    if (folded[i] == '.') continue;
    if (i + 1 < folded.size() && folded[i + 1] != '.') return false;
    ++letters;
  }
  return letters > 0 && folded.find('.') != std::string_view::npos;
}

bool is_title(std::string_view word) {
  for (const std::string_view title : {"dhr", "dhr.", "mevr", "mevr.", "mw", "mw.", "heer", "mevrouw", "meneer", "mr.",
                                       "mrs.", "drs.", "drs", "ir.", "ing.", "dr."})
    if (word == title) return true;
  return false;
}

Word word_of(std::string_view raw, std::string_view folded) {
  if (is_title(folded)) return Word::title;
  if (is_initials(raw, folded)) return Word::initials;
  const std::string first_part{folded.substr(0, folded.find('-'))};
  if (is_first_name(folded) || (first_part.size() > 2 && is_first_name(first_part))) return Word::first;
  if (is_name_prefix(folded)) return Word::prefix;
  if (is_surname(folded) || (first_part.size() > 2 && is_surname(first_part))) return Word::last;
  const char c = raw.empty() ? ' ' : raw.front();
  return ((c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0xc3) && folded.size() >= 3 ? Word::capital
                                                                                                 : Word::other;
}

// The words of a text that can be a name; none when a word or sign says that it is a place, a firm or a sentence.
std::vector<Token> name_tokens(std::string_view text) {
  std::vector<Token> out;
  std::string spaced;
  for (const char c : text) {
    if (digit(c) || c == ':' || c == '/' || c == '@' || c == '_') return {};
    if (c == ',' || c == '(' || c == ')' || c == ';')
      spaced += ' ';
    else
      spaced += c;
  }
  for (const std::string& raw : split(spaced, ' ')) {
    if (raw.empty()) continue;
    const std::string folded = fold(raw);
    if (is_place_word(folded) || is_street_word(folded)) return {};
    if (folded == "en" || folded == "and" || folded == "&" || folded == "&amp;") continue;
    out.push_back({folded, word_of(raw, folded)});
    if (out.size() > 7) return {};
  }
  return out;
}

std::size_t count_of(const std::vector<Token>& tokens, Word word) {
  return static_cast<std::size_t>(
      std::count_if(tokens.begin(), tokens.end(), [&](const Token& t) { return t.word == word; }));
}

Marks single_name(const Token& token) {
  Marks marks = 0;
  if (is_first_name(token.folded)) marks |= mark::first_name;
  if (is_surname(token.folded)) marks |= mark::surname;
  return marks;
}

bool is_street(const std::string& word) {
  return is_street_word(word) || word == "straat" || word == "laan" || word == "weg" || word == "plein" ||
         word == "markt" || word == "gracht" || word == "kade" || word == "dijk" || word == "singel" || word == "hof";
}

bool is_house_number(std::string_view word) {
  std::size_t n = 0;
  while (n < word.size() && digit(word[n])) ++n;
  return n >= 1 && n <= 4 && word[0] != '0' && word.size() - n <= 4;
}

std::vector<std::string> address_words(std::string_view text) {
  std::string spaced{text};
  for (char& c : spaced)
    if (c == ',' || c == ';' || c == '(' || c == ')') c = ' ';
  std::vector<std::string> out;
  for (const std::string& word : split(spaced, ' '))
    if (!word.empty()) out.push_back(word);
  return out;
}

std::string upper(std::string text) {
  for (char& c : text)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  return text;
}

}  // namespace

Marks read_name(std::string_view text) {
  const std::vector<Token> tokens = name_tokens(text);
  if (tokens.empty()) return 0;
  if (tokens.size() == 1) return single_name(tokens[0]);
  const std::size_t first = count_of(tokens, Word::first), last = count_of(tokens, Word::last),
                    prefix = count_of(tokens, Word::prefix), initials = count_of(tokens, Word::initials),
                    title = count_of(tokens, Word::title), capital = count_of(tokens, Word::capital),
                    other = count_of(tokens, Word::other);
  if (other > 0 || capital > 2) return 0;
  const bool both = first > 0 && (last > 0 || capital > 0 || first > 1);
  const bool abbreviated = initials > 0 && (last > 0 || capital > 0 || first > 0);
  if (both || abbreviated || (title > 0 && (last > 0 || capital > 0 || first > 0))) return mark::full_name;
  if (prefix > 0 && last == 1 && capital == 0) return mark::surname;
  if (last > 0 && capital > 0) return mark::surname;
  return 0;
}

Marks read_address(std::string_view text) {
  const std::vector<std::string> words = address_words(text);
  bool postcode = false, street = false, number = false, after_street = false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string word = fold(words[i]);
    const bool split_code = i + 1 < words.size() && words[i].size() == 4 && words[i + 1].size() == 2 &&
                            is_postcode(upper(words[i] + words[i + 1]));
    if (is_postcode(upper(words[i])) || split_code) {
      postcode = true;
      if (split_code) ++i;
    } else if (is_house_number(words[i])) {
      number = true;
      after_street = after_street || (i > 0 && is_street(fold(words[i - 1])));
    } else if (is_street(word)) {
      street = true;
    }
  }
  if ((postcode && number) || (street && after_street)) return mark::address;
  if (words.size() == 1 && is_house_number(words[0]) && !is_postcode(upper(words[0]))) return mark::house_number;
  return postcode ? mark::postcode : 0;
}

}  // namespace sas::privacy
