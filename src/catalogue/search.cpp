#include "catalogue/search.h"

#include <libstemmer.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <mutex>
#include <set>
#include <stdexcept>
#include <unordered_map>

namespace sas::catalogue {
namespace {

// Words that say nothing about the subject.
const std::set<std::string, std::less<>> stop_words{
    "de", "het", "een", "en", "of", "in", "op", "van", "voor", "met", "ik", "mijn", "u", "uw", "wij", "ons", "is",
    "zijn", "wil", "kan", "hoe", "wat", "waar", "wanneer", "te", "om", "naar", "aan", "dit", "dat", "die", "niet",
    "bij", "als", "the", "a", "an", "and", "or", "of", "to", "for", "my", "i", "we", "you", "your", "how", "do", "can",
    "want", "at", "on", "with", "is", "are",
    // what people do with every product
    "aanvragen", "aanvraag", "regelen", "doorgeven", "maken", "krijgen", "nieuw", "nieuwe", "gaan", "ga", "apply",
    "get", "make", "new", "request"};

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

// A stemmer keeps its answer inside, so that one can serve one caller at a time.
class Stemmer {
 public:
  explicit Stemmer(const char* language) : stemmer_(sb_stemmer_new(language, "UTF_8")) {
    if (stemmer_ == nullptr) throw std::runtime_error("the stemming library lacks a language");
  }
  ~Stemmer() { sb_stemmer_delete(stemmer_); }
  Stemmer(const Stemmer&) = delete;
  Stemmer& operator=(const Stemmer&) = delete;
  [[nodiscard]] std::string stem(const std::string& word) const {
    const std::lock_guard lock(mutex_);
    const sb_symbol* out =
        sb_stemmer_stem(stemmer_, reinterpret_cast<const sb_symbol*>(word.data()), static_cast<int>(word.size()));
    return {reinterpret_cast<const char*>(out), static_cast<std::size_t>(sb_stemmer_length(stemmer_))};
  }

 private:
  sb_stemmer* stemmer_;
  mutable std::mutex mutex_;
};

// True when one letter more, less, other or swapped makes the words equal.
bool one_letter_apart(std::string_view a, std::string_view b) {
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > 1) return false;
  std::size_t i = 0;
  while (i < a.size() && a[i] == b[i]) ++i;
  if (a.size() < b.size()) return a.substr(i) == b.substr(i + 1);
  if (i + 1 < a.size() && a[i] == b[i + 1] && a[i + 1] == b[i] && a.substr(i + 2) == b.substr(i + 2)) return true;
  return i == a.size() || a.substr(i + 1) == b.substr(i + 1);
}

using Weights = std::unordered_map<std::string, double>;

}  // namespace

struct Search::Index {
  Stemmer dutch{"dutch"}, english{"english"};
  std::vector<const Product*> products;
  struct PerLanguage {
    std::vector<Weights> terms;                // per product: stem -> weight
    std::vector<std::set<std::string>> names;  // per product: the stems of its name
    std::map<std::string, int> spread;         // stem -> in how many products
  };
  PerLanguage nl, en;
  std::unordered_map<std::string, std::vector<std::string>> synonyms;  // stem -> words

  [[nodiscard]] const Stemmer& stemmer(Language l) const { return l == Language::nl ? dutch : english; }
  [[nodiscard]] const PerLanguage& per(Language l) const { return l == Language::nl ? nl : en; }

  void add_words(Weights& terms, std::string_view text, double weight, Language language) const {
    for (const std::string& word : words_of(text)) {
      if (stop_words.count(word) > 0) continue;
      double& have = terms[stemmer(language).stem(word)];
      have = std::max(have, weight);
    }
  }

  void add_product(const Product& product, Language language) {
    PerLanguage& to = language == Language::nl ? nl : en;
    Weights terms;
    add_words(terms, product.name.in(language), 10, language);
    for (const std::string& word : language == Language::nl ? product.words_nl : product.words_en)
      add_words(terms, word, 7, language);
    add_words(terms, product.upl_name, 5, language);
    add_words(terms, product.summary.in(language), 3, language);
    add_words(terms, product.body.in(language), 1, language);
    for (const auto& entry : terms) ++to.spread[entry.first];
    Weights name;
    add_words(name, product.name.in(language), 1, language);
    to.names.emplace_back();
    for (const auto& entry : name) to.names.back().insert(entry.first);
    to.terms.push_back(std::move(terms));
  }

  [[nodiscard]] double weight_of(const Weights& terms, const std::string& stem) const {
    if (const auto at = terms.find(stem); at != terms.end()) return at->second;
    double best = 0;
    for (const auto& [term, weight] : terms) {
      // Dutch glues words together: "vergunning" should find "parkeervergunning".
      if (stem.size() >= 4 && term.size() > stem.size() && term.find(stem) != std::string::npos)
        best = std::max(best, weight * 0.6);
      if (term.size() >= 5 && stem.size() > term.size() && stem.find(term) != std::string::npos)
        best = std::max(best, weight * 0.5);
      if (stem.size() >= 5 && one_letter_apart(stem, term)) best = std::max(best, weight * 0.5);
    }
    return best;
  }
};

Search::Search(const Catalogue& catalogue, std::string_view synonyms) : index_(std::make_unique<Index>()) {
  for (const Product& product : catalogue.products) {
    index_->products.push_back(&product);
    index_->add_product(product, Language::nl);
    index_->add_product(product, Language::en);
  }
  for (const std::string& line : split(synonyms, '\n')) {
    const auto columns = split(line, '\t');
    if (columns.size() < 2 || line.starts_with('#')) continue;
    for (const Language language : {Language::nl, Language::en})
      for (const std::string& from : words_of(columns[0]))
        for (const std::string& to : words_of(columns[1]))
          index_->synonyms[index_->stemmer(language).stem(from)].push_back(to);
  }
}

Search::~Search() = default;
Search::Search(Search&&) noexcept = default;

std::vector<Hit> Search::find(std::string_view query, Language language, std::size_t limit) const {
  const Index::PerLanguage& per = index_->per(language);
  const Stemmer& stemmer = index_->stemmer(language);
  std::vector<double> scores(index_->products.size(), 0.0);
  const auto words = words_of(query.substr(0, 200));
  for (const std::string& word : words) {
    if (stop_words.count(word) > 0 && words.size() > 1) continue;
    const std::string stem = stemmer.stem(word);
    const auto known = per.spread.find(stem);
    // A word that stands everywhere tells little.
    const double rarity = std::log(1.0 + static_cast<double>(scores.size() + 1) /
                                             (known == per.spread.end() ? 2.0 : 1.0 + known->second));
    const auto synonyms = index_->synonyms.find(stem);
    for (std::size_t i = 0; i < scores.size(); ++i) {
      double weight = index_->weight_of(per.terms[i], stem);
      if (synonyms != index_->synonyms.end())
        for (const std::string& other : synonyms->second)
          weight = std::max(weight, 0.8 * index_->weight_of(per.terms[i], stemmer.stem(other)));
      // Who types the name of a product means that product; a short name is said by one word.
      if (per.names[i].count(stem) > 0) weight += 8.0 / static_cast<double>(per.names[i].size());
      scores[i] += weight * rarity;
    }
  }
  std::vector<Hit> hits;
  for (std::size_t i = 0; i < scores.size(); ++i)
    if (scores[i] > 0.5) hits.push_back({index_->products[i], scores[i]});
  std::stable_sort(hits.begin(), hits.end(), [](const Hit& a, const Hit& b) { return a.score > b.score; });
  // What scores a tenth of the best is noise to the visitor.
  while (!hits.empty() && hits.back().score < hits.front().score * 0.12) hits.pop_back();
  if (hits.size() > limit) hits.resize(limit);
  return hits;
}

std::string query_without_numbers(std::string_view query) {
  std::string out;
  int count = 0;
  for (const std::string& word : words_of(query.substr(0, 200))) {
    if (word.find_first_of("0123456789") != std::string::npos || word.size() > 20) continue;
    if (count++ == 5) break;
    out += (out.empty() ? "" : " ") + word;
  }
  return out;
}

}  // namespace sas::catalogue
