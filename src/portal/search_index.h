#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "portal/freshness.h"
#include "portal/words.h"
#include "releases/public_reader.h"

/// Finds data sets by words, themes, place and freshness.
namespace sas::portal {

/// A set that can be had: it has a release that stands.
struct ShownSet {
  const releases::DataSetHistory* history = nullptr;
  std::shared_ptr<const releases::Published> current;
  [[nodiscard]] const releases::Release& release() const { return current->release; }
  [[nodiscard]] const releases::Description& words() const { return current->release.description; }
};

enum class Facet { theme, owner, licence, format, fresh, high_value };
inline constexpr Facet all_facets[] = {Facet::theme,  Facet::owner, Facet::licence,
                                       Facet::format, Facet::fresh, Facet::high_value};
inline constexpr std::size_t facet_count = std::size(all_facets);

struct SearchQuery {
  enum class Sort { best, newest, title };
  std::string text;
  std::map<Facet, std::vector<std::string>> chosen;  ///< codes; of one facet any, of different facets all
  std::optional<releases::Extent> area;              ///< sets that touch it; those without a place do not
  Sort sort = Sort::best;
  std::size_t offset = 0, limit = 20;
};

struct FacetCount {
  std::string code;
  std::size_t sets = 0;
};

struct SearchResult {
  enum class Fit { all_words, some_words };  ///< some_words: nothing holds all of them
  std::vector<std::size_t> sets;             ///< positions in the list the index was made of
  std::size_t total = 0;
  Fit fit = Fit::all_words;
  /// How many sets each choice would give, most first, with what was chosen in the other facets.
  std::map<Facet, std::vector<FacetCount>> facets;
};

/// The codes of all sets in all facets, as numbers. Immutable.
class FacetTable {
 public:
  using Numbers = std::vector<std::uint32_t>;
  FacetTable(const std::vector<ShownSet>& sets, Instant now);
  [[nodiscard]] const std::vector<std::string>& names(Facet facet) const;
  [[nodiscard]] const Numbers& of(std::size_t set, Facet facet) const;
  [[nodiscard]] std::optional<std::uint32_t> number(Facet facet, const std::string& code) const;

 private:
  std::array<std::vector<std::string>, facet_count> names_;
  std::vector<std::array<Numbers, facet_count>> rows_;
};

/// Made once for a moment of the store; then immutable and thread-safe. Keeps references into `sets`.
class SearchIndex {
 public:
  SearchIndex(const std::vector<ShownSet>& sets, const Stemmer& stemmer);
  /// `now` decides what is live.
  [[nodiscard]] SearchResult find(const SearchQuery& query, Language language, Instant now) const;
  /// What a set is in a facet: its themes, its owner, ….
  [[nodiscard]] static std::vector<std::string> codes_of(const ShownSet& set, Facet facet, Instant now);

 private:
  struct Posting {
    std::uint32_t set = 0;
    float weight = 0;
  };
  using Terms = std::map<std::string, std::vector<Posting>>;
  using Scores = std::vector<float>;
  struct Hits {
    Scores scores;
    std::vector<int> words;  ///< of the query that were found, by set
    int asked = 0;
  };

  void add(std::uint32_t set, std::string_view text, float weight, Language language);
  void add_set(std::uint32_t set, Language language);
  [[nodiscard]] std::shared_ptr<const FacetTable> facets(Instant now) const;
  [[nodiscard]] Hits score(const std::string& text, Language language) const;
  [[nodiscard]] Scores score_word(const std::string& stem, const Terms& terms) const;
  [[nodiscard]] const Terms& terms(Language language) const { return language == Language::nl ? dutch_ : english_; }
  [[nodiscard]] const std::vector<std::uint32_t>& titles(Language language) const {
    return language == Language::nl ? dutch_titles_ : english_titles_;
  }

  const std::vector<ShownSet>& sets_;
  const Stemmer& stemmer_;
  Terms dutch_, english_;
  const std::vector<std::uint32_t> dutch_titles_, english_titles_;  ///< the place of each set by its title
  // What is live changes with the time: the table is made again every minute that somebody searches.
  mutable std::mutex mutex_;
  mutable std::shared_ptr<const FacetTable> table_;
  mutable std::chrono::sys_time<std::chrono::minutes> table_minute_{};
};

}  // namespace sas::portal
