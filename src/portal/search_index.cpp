#include "portal/search_index.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace sas::portal {
namespace {

using releases::Extent;

constexpr float title_weight = 8, keyword_weight = 5, summary_weight = 3, owner_weight = 2, column_weight = 1;
constexpr float part_of_word = 0.6F, typing_error = 0.5F;
constexpr std::size_t shortest_part = 4, shortest_with_error = 5;

bool touches(const Extent& a, const Extent& b) {
  return a.west <= b.east && b.west <= a.east && a.south <= b.north && b.south <= a.north;
}

std::size_t place(Facet facet) {
  return static_cast<std::size_t>(facet);
}

bool holds_any(const FacetTable::Numbers& have, const FacetTable::Numbers& wanted) {
  return std::any_of(wanted.begin(), wanted.end(),
                     [&](std::uint32_t one) { return std::find(have.begin(), have.end(), one) != have.end(); });
}

class FacetCounter {
 public:
  FacetCounter(const FacetTable& table, const SearchQuery& query) : table_(table) {
    for (const Facet facet : all_facets) {
      counts_[place(facet)].resize(table.names(facet).size());
      const auto chosen = query.chosen.find(facet);
      if (chosen == query.chosen.end() || chosen->second.empty()) continue;
      is_chosen_[place(facet)] = true;
      for (const std::string& code : chosen->second)
        if (const auto number = table.number(facet, code)) wanted_[place(facet)].push_back(*number);
    }
  }

  /// Counts the set where it would be seen; true when it fits all that was chosen.
  bool take(std::size_t set) {
    int misses = 0;
    Facet missed = Facet::theme;
    for (const Facet facet : all_facets) {
      if (!is_chosen_[place(facet)] || holds_any(table_.of(set, facet), wanted_[place(facet)])) continue;
      ++misses;
      missed = facet;
    }
    for (const Facet facet : all_facets)
      if (misses == 0 || (misses == 1 && missed == facet))
        for (const std::uint32_t number : table_.of(set, facet)) ++counts_[place(facet)][number];
    return misses == 0;
  }

  [[nodiscard]] std::map<Facet, std::vector<FacetCount>> sorted() const {
    std::map<Facet, std::vector<FacetCount>> out;
    for (const Facet facet : all_facets) {
      std::vector<FacetCount>& list = out[facet];
      const auto& counts = counts_[place(facet)];
      for (std::size_t i = 0; i < counts.size(); ++i)
        if (counts[i] > 0) list.push_back({table_.names(facet)[i], counts[i]});
      std::sort(list.begin(), list.end(), [](const FacetCount& a, const FacetCount& b) {
        return a.sets != b.sets ? a.sets > b.sets : a.code < b.code;
      });
    }
    return out;
  }

 private:
  const FacetTable& table_;
  std::array<std::vector<std::size_t>, facet_count> counts_;
  std::array<FacetTable::Numbers, facet_count> wanted_;
  std::array<bool, facet_count> is_chosen_{};
};

/// The place of each set when all are sorted by title.
std::vector<std::uint32_t> places_by_title(const std::vector<ShownSet>& sets, Language language) {
  std::vector<std::pair<std::string, std::uint32_t>> titles;
  titles.reserve(sets.size());
  for (std::uint32_t i = 0; i < sets.size(); ++i) titles.emplace_back(fold(sets[i].words().title.in(language)), i);
  std::sort(titles.begin(), titles.end());
  std::vector<std::uint32_t> out(sets.size());
  for (std::uint32_t place = 0; place < titles.size(); ++place) out[titles[place].second] = place;
  return out;
}

}  // namespace

std::vector<std::string> SearchIndex::codes_of(const ShownSet& set, Facet facet, Instant now) {
  const releases::Description& words = set.words();
  switch (facet) {
    case Facet::theme:
      return words.themes;
    case Facet::owner:
      return {words.owner};
    case Facet::licence:
      return {words.licence};
    case Facet::format: {
      std::vector<std::string> out;
      for (const releases::File& file : set.release().files) out.push_back(file.format);
      return out;
    }
    case Facet::fresh:
      return {std::string(to_text(freshness_of(*set.history, now).state))};
    case Facet::high_value:
      return words.high_value.empty() ? std::vector<std::string>{} : std::vector<std::string>{words.high_value};
  }
  return {};
}

FacetTable::FacetTable(const std::vector<ShownSet>& sets, Instant now) {
  rows_.resize(sets.size());
  std::array<std::unordered_map<std::string, std::uint32_t>, facet_count> known;
  for (std::size_t i = 0; i < sets.size(); ++i)
    for (const Facet facet : all_facets)
      for (std::string& code : SearchIndex::codes_of(sets[i], facet, now)) {
        std::vector<std::string>& names = names_[place(facet)];
        const auto [entry, is_new] = known[place(facet)].emplace(code, static_cast<std::uint32_t>(names.size()));
        if (is_new) names.push_back(std::move(code));
        rows_[i][place(facet)].push_back(entry->second);
      }
}

const std::vector<std::string>& FacetTable::names(Facet facet) const {
  return names_[place(facet)];
}

const FacetTable::Numbers& FacetTable::of(std::size_t set, Facet facet) const {
  return rows_[set][place(facet)];
}

std::optional<std::uint32_t> FacetTable::number(Facet facet, const std::string& code) const {
  const std::vector<std::string>& list = names(facet);
  const auto found = std::find(list.begin(), list.end(), code);
  if (found == list.end()) return std::nullopt;
  return static_cast<std::uint32_t>(found - list.begin());
}

std::shared_ptr<const FacetTable> SearchIndex::facets(Instant now) const {
  const auto minute = std::chrono::floor<std::chrono::minutes>(now);
  const std::lock_guard lock(mutex_);
  if (!table_ || minute != table_minute_) {
    table_ = std::make_shared<const FacetTable>(sets_, now);
    table_minute_ = minute;
  }
  return table_;
}

SearchIndex::SearchIndex(const std::vector<ShownSet>& sets, const Stemmer& stemmer)
    : sets_(sets),
      stemmer_(stemmer),
      dutch_titles_(places_by_title(sets, Language::nl)),
      english_titles_(places_by_title(sets, Language::en)) {
  for (std::uint32_t i = 0; i < sets.size(); ++i) {
    add_set(i, Language::nl);
    add_set(i, Language::en);
  }
}

void SearchIndex::add(std::uint32_t set, std::string_view text, float weight, Language language) {
  Terms& to = language == Language::nl ? dutch_ : english_;
  for (const std::string& word : words_of(text)) {
    if (is_stop_word(word)) continue;
    std::vector<Posting>& list = to[stemmer_.stem(word, language)];
    if (list.empty() || list.back().set != set)
      list.push_back({set, weight});
    else
      list.back().weight = std::max(list.back().weight, weight);
  }
}

void SearchIndex::add_set(std::uint32_t set, Language language) {
  const releases::Release& release = sets_[set].release();
  const releases::Description& words = release.description;
  add(set, words.title.in(language), title_weight, language);
  add(set, release.dataset, title_weight, language);
  for (const Bilingual& keyword : words.keywords) add(set, keyword.in(language), keyword_weight, language);
  add(set, words.summary.in(language), summary_weight, language);
  add(set, words.owner, owner_weight, language);
  add(set, words.source.in(language), column_weight, language);
  for (const releases::Column& column : release.columns) {
    add(set, column.name, column_weight, language);
    add(set, column.meaning.in(language), column_weight, language);
  }
}

SearchIndex::Scores SearchIndex::score_word(const std::string& stem, const Terms& terms) const {
  Scores out(sets_.size(), 0);
  const auto take = [&](const std::vector<Posting>& list, float factor) {
    const float rare = std::log(1 + static_cast<float>(sets_.size()) / static_cast<float>(list.size()));
    for (const Posting& posting : list) out[posting.set] = std::max(out[posting.set], posting.weight * factor * rare);
  };
  const auto exact = terms.find(stem);
  if (exact != terms.end()) take(exact->second, 1);
  for (const auto& [term, list] : terms) {
    // Dutch glues words together: "vergunning" finds "parkeervergunning", and the other way round.
    const bool inside =
        stem.size() >= shortest_part && term.size() > stem.size() && term.find(stem) != std::string::npos;
    const bool around =
        term.size() >= shortest_with_error && stem.size() > term.size() && stem.find(term) != std::string::npos;
    if (inside || around)
      take(list, part_of_word);
    else if (exact == terms.end() && stem.size() >= shortest_with_error && one_letter_apart(stem, term))
      take(list, typing_error);
  }
  return out;
}

SearchIndex::Hits SearchIndex::score(const std::string& text, Language language) const {
  Hits out{Scores(sets_.size(), 0), std::vector<int>(sets_.size(), 0), 0};
  for (const std::string& word : words_of(text)) {
    if (is_stop_word(word)) continue;
    ++out.asked;
    const Scores one = score_word(stemmer_.stem(word, language), terms(language));
    for (std::size_t i = 0; i < one.size(); ++i) {
      out.scores[i] += one[i];
      out.words[i] += one[i] > 0 ? 1 : 0;
    }
  }
  return out;
}

SearchResult SearchIndex::find(const SearchQuery& query, Language language, Instant now) const {
  SearchResult out;
  const Hits hits = score(query.text, language);
  const bool any_has_all = std::any_of(hits.words.begin(), hits.words.end(), [&](int n) { return n == hits.asked; });
  const int needed = hits.asked == 0 || any_has_all ? hits.asked : 1;
  out.fit = needed == hits.asked ? SearchResult::Fit::all_words : SearchResult::Fit::some_words;
  const auto table = facets(now);
  FacetCounter counter(*table, query);
  for (std::size_t i = 0; i < sets_.size(); ++i) {
    if (hits.words[i] < needed) continue;
    if (query.area && !(sets_[i].words().extent && touches(*query.area, *sets_[i].words().extent))) continue;
    if (counter.take(i)) out.sets.push_back(i);
  }
  out.facets = counter.sorted();
  out.total = out.sets.size();

  const auto newer = [&](std::size_t a, std::size_t b) { return sets_[a].release().at > sets_[b].release().at; };
  if (query.sort == SearchQuery::Sort::newest || (query.sort == SearchQuery::Sort::best && hits.asked == 0))
    std::stable_sort(out.sets.begin(), out.sets.end(), newer);
  else if (query.sort == SearchQuery::Sort::title)
    std::sort(out.sets.begin(), out.sets.end(),
              [&places = titles(language)](std::size_t a, std::size_t b) { return places[a] < places[b]; });
  else
    std::stable_sort(out.sets.begin(), out.sets.end(),
                     [&](std::size_t a, std::size_t b) { return hits.scores[a] > hits.scores[b]; });
  out.sets.erase(out.sets.begin(), out.sets.begin() + static_cast<std::ptrdiff_t>(std::min(query.offset, out.total)));
  if (out.sets.size() > query.limit) out.sets.resize(query.limit);
  return out;
}

}  // namespace sas::portal
