#include <doctest/doctest.h>

#include "portal/search_params.h"
#include "portal/shelf.h"
#include "portal/test_portal.h"

using namespace sas;
using namespace sas::portal;
using namespace sas::portal::testing;

namespace {

std::vector<std::string> found(const Shelf& shelf, const SearchQuery& query, Language language = Language::nl) {
  std::vector<std::string> out;
  for (const std::size_t i : shelf.index().find(query, language, today).sets)
    out.push_back(shelf.sets()[i].release().dataset);
  return out;
}

SearchQuery words(std::string text) {
  SearchQuery out;
  out.text = std::move(text);
  return out;
}

using Names = std::vector<std::string>;

/// Sets without files: searching looks at words only.
struct Words {
  Stemmer stemmer;
  std::shared_ptr<releases::Catalogue> catalogue = std::make_shared<releases::Catalogue>();

  Words() {
    add(trees());
    add(charging_points());
  }
  void add(releases::Release release) {
    release.number = 1;
    release.files = {{"csv", "text/csv", std::string(64, '1'), 10}};
    auto published = std::make_shared<releases::Published>();
    published->release = release;
    catalogue->sets.push_back({release.dataset, {published}});
    ++catalogue->version;
  }
  [[nodiscard]] Shelf shelf() const { return {catalogue, stemmer}; }
};

}  // namespace

TEST_CASE("words are found in their other forms, inside longer words and with a typing error") {
  const Words sets;
  const Shelf shelf = sets.shelf();
  CHECK(found(shelf, words("laadpaal")) == Names{"laadpalen"});
  CHECK(found(shelf, words("boom")) == Names{"bomen"});
  CHECK(found(shelf, words("bomen")) == Names{"bomen"});
  CHECK(found(shelf, words("Elektrische")) == Names{"laadpalen"});
  CHECK(found(shelf, words("kap")).empty());
  CHECK(found(shelf, words("bomenkap")) == Names{"bomen"});
  CHECK(found(shelf, words("laadpalen voor de auto")) == Names{"laadpalen"});
  CHECK(found(shelf, words("laatpalen")) == Names{"laadpalen"});
  CHECK(found(shelf, words("fietspad")).empty());
}

TEST_CASE("English words are found in English") {
  const Words sets;
  CHECK(found(sets.shelf(), words("charging cars"), Language::en) == Names{"laadpalen"});
  CHECK(found(sets.shelf(), words("trees"), Language::en) == Names{"bomen"});
}

TEST_CASE("when no set has all words, those with some are told apart from those with all") {
  const Words sets;
  const Shelf shelf = sets.shelf();
  const SearchResult some = shelf.index().find(words("laadpalen bomenkap"), Language::nl, today);
  CHECK(some.fit == SearchResult::Fit::some_words);
  CHECK(some.total == 2);
  CHECK(shelf.index().find(words("laadpalen"), Language::nl, today).fit == SearchResult::Fit::all_words);
}

TEST_CASE("of one facet any choice fits, of different facets all must, and counts say what a choice would give") {
  const Words sets;
  const Shelf shelf = sets.shelf();
  SearchQuery query;
  query.chosen[Facet::theme] = {"TRAN"};
  const SearchResult result = shelf.index().find(query, Language::nl, today);
  CHECK(result.total == 1);
  CHECK(result.facets.at(Facet::theme).size() == 3);  // what else could be chosen instead
  CHECK(result.facets.at(Facet::licence).size() == 1);
  query.chosen[Facet::theme] = {"TRAN", "ENVI"};
  CHECK(found(shelf, query).size() == 2);
  query.chosen[Facet::licence] = {"CC-BY-4.0"};
  CHECK(found(shelf, query) == Names{"bomen"});
  query.chosen[Facet::owner] = {"niemand"};
  CHECK(found(shelf, query).empty());
}

TEST_CASE("what is live is measured: a daily set of this morning is, a monthly one of four months ago has stopped") {
  const Words sets;
  const Shelf shelf = sets.shelf();
  SearchQuery query;
  query.chosen[Facet::fresh] = {"live"};
  CHECK(found(shelf, query) == Names{"laadpalen"});
  query.chosen[Facet::fresh] = {"stopped"};
  CHECK(found(shelf, query) == Names{"bomen"});
  query.chosen[Facet::fresh] = {"live"};
  CHECK(shelf.index().find(query, Language::nl, today + std::chrono::hours(48)).total == 0);
}

TEST_CASE("an area finds the sets that touch it") {
  const Words sets;
  SearchQuery query;
  query.area = read_extent("6.14,52.52,7,53");
  CHECK(found(sets.shelf(), query) == Names{"laadpalen"});
  query.area = read_extent("4,50,5,51");
  CHECK(found(sets.shelf(), query).empty());
  CHECK_FALSE(read_extent("5,50,4,51"));
  CHECK_FALSE(read_extent("5,50,6"));
  CHECK_FALSE(read_extent("a,b,c,d"));
}

TEST_CASE("a search in an address is read back as it was written") {
  const http::Fields fields({{"q", "laadpalen & auto's"},
                             {"thema", "TRAN"},
                             {"thema", "ENER"},
                             {"eigenaar", "Mobiliteit & Parkeren"},
                             {"gebied", "6,52,7,53"},
                             {"volgorde", "nieuw"},
                             {"p", "3"}});
  const SearchQuery query = read_search(fields);
  CHECK(query.offset == 40);
  CHECK(
      write_search(query, 3) ==
      "?q=laadpalen%20%26%20auto%27s&thema=TRAN&thema=ENER&eigenaar=Mobiliteit%20%26%20Parkeren&gebied=6%2C52%2C7%2C53"
      "&volgorde=nieuw&p=3");
  CHECK(write_search(SearchQuery{}).empty());
}

TEST_CASE("freshness counts the times that a release was due and came") {
  releases::DataSetHistory history{"x", {}};
  // Three days in time, then a gap of three days: one of four was missed.
  for (const char* at : {"2026-06-01T06:00:00Z", "2026-05-29T06:00:00Z", "2026-05-28T06:00:00Z", "2026-05-27T06:00:00Z",
                         "2026-05-26T06:00:00Z"}) {
    auto published = std::make_shared<releases::Published>();
    published->release.at = parse_iso_instant(at).value();
    published->release.description.refresh = "DAILY";
    history.releases.push_back(published);
  }
  const Freshness fresh = freshness_of(history, today);
  CHECK(fresh.state == Freshness::State::live);
  CHECK(fresh.due == 4);
  CHECK(fresh.kept == 3);
  const Freshness later = freshness_of(history, today + std::chrono::hours(40));
  CHECK(later.state == Freshness::State::late);
  CHECK(later.due == 5);
}
