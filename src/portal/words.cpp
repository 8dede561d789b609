#include "portal/words.h"

#include <libstemmer.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <stdexcept>
#include <utility>

namespace sas::portal {
namespace {

constexpr std::array stop_words{"de",  "het",  "een", "en",   "of",   "in",   "op",  "van", "voor", "met",
                                "is",  "zijn", "te",  "om",   "naar", "aan",  "dit", "dat", "die",  "bij",
                                "als", "per",  "wat", "waar", "hoe",  "ik",   "the", "a",   "an",   "and",
                                "or",  "to",   "for", "on",   "at",   "with", "are", "how", "what", "where"};

struct Delete {
  void operator()(sb_stemmer* stemmer) const { sb_stemmer_delete(stemmer); }
};
using Handle = std::unique_ptr<sb_stemmer, Delete>;

Handle make(const char* language) {
  Handle out(sb_stemmer_new(language, "UTF_8"));
  if (!out) throw std::runtime_error("the stemming library lacks a language");
  return out;
}

}  // namespace

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> out;
  std::string word;
  for (const char c : fold(text) + " ") {
    const bool part = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
    if (part)
      word += c;
    else if (!word.empty())
      out.push_back(std::exchange(word, {}));
  }
  return out;
}

bool is_stop_word(std::string_view word) {
  return std::find(stop_words.begin(), stop_words.end(), word) != stop_words.end();
}

bool one_letter_apart(std::string_view a, std::string_view b) {
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > 1) return false;
  std::size_t i = 0;
  while (i < a.size() && a[i] == b[i]) ++i;
  if (a.size() < b.size()) return a.substr(i) == b.substr(i + 1);
  if (i + 1 < a.size() && a[i] == b[i + 1] && a[i + 1] == b[i] && a.substr(i + 2) == b.substr(i + 2)) return true;
  return i == a.size() || a.substr(i + 1) == b.substr(i + 1);
}

// A stemmer keeps its answer inside, so that one can serve one caller at a time.
struct Stemmer::State {
  Handle dutch = make("dutch"), english = make("english");
  std::mutex mutex;
};

Stemmer::Stemmer() : state_(std::make_unique<State>()) {}
Stemmer::~Stemmer() = default;

std::string Stemmer::stem(const std::string& word, Language language) const {
  const std::lock_guard lock(state_->mutex);
  sb_stemmer* stemmer = (language == Language::nl ? state_->dutch : state_->english).get();
  const sb_symbol* out =
      sb_stemmer_stem(stemmer, reinterpret_cast<const sb_symbol*>(word.data()), static_cast<int>(word.size()));
  return {reinterpret_cast<const char*>(out), static_cast<std::size_t>(sb_stemmer_length(stemmer))};
}

}  // namespace sas::portal
