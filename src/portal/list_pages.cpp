#include <numeric>

#include "html/components.h"
#include "http/conditional.h"
#include "portal/codes.h"
#include "portal/counter.h"
#include "portal/list_rows.h"
#include "portal/search_params.h"
#include "portal/wording.h"

/// /data: search, themes, filters and results; the same as JSON and CSV.
namespace sas::portal {
namespace {

using html::Html;
using http::Request;
using http::Response;

constexpr std::size_t choices_shown = 12;

bool is_asked(const SearchQuery& query) {
  return !query.text.empty() || query.area ||
         std::any_of(query.chosen.begin(), query.chosen.end(), [](const auto& one) { return !one.second.empty(); });
}

class ListPage {
 public:
  ListPage(const Look& look, const Shelf& shelf, Instant now)
      : look_(look),
        shelf_(shelf),
        now_(now),
        query_(read_search(look.request.query)),
        result_(shelf.index().find(query_, look.language(), now)) {}

  [[nodiscard]] html::Page page() const {
    html::Page page;
    page.title = look_.say("portal.title");
    page.description = look_.say("portal.lead", {{"municipality", look_.frame.publisher().municipality}});
    page.width = html::Page::Width::wide;
    page.breadcrumbs = {{look_.say("portal.home"), look_.url("/")}};
    page.body = html::heading(1, page.title) + html::lead(page.description) + search();
    if (!is_asked(query_)) page.body += totals() + theme_links();
    page.body += filters() + results() + request_section() + data_section();
    return page;
  }

 private:
  Html search() const {
    return html::search_box(look_.say, {.action = look_.url("/data"),
                                        .label = look_.say("portal.search.label"),
                                        .query = query_.text,
                                        .size = html::SearchBox::Size::large});
  }

  Html totals() const {
    const Language l = look_.language();
    std::int64_t rows = 0, live = 0;
    for (const ShownSet& set : shelf_.sets()) {
      rows += static_cast<std::int64_t>(set.release().rows);
      live += freshness_of(*set.history, now_).state == Freshness::State::live ? 1 : 0;
    }
    return html::figures(
        {{html::number(static_cast<std::int64_t>(shelf_.sets().size()), l), look_.say("portal.sum.sets")},
         {html::number(live, l), look_.say("portal.sum.live"), look_.url("/data?actueel=live")},
         {html::number(rows, l), look_.say("portal.sum.rows")}});
  }

  Html theme_links() const {
    const auto counted = result_.facets.find(Facet::theme);
    if (counted == result_.facets.end() || counted->second.empty()) return {};
    std::vector<html::TaskCard> cards;
    for (const FacetCount& count : counted->second)
      cards.push_back({choice_name(look_, Facet::theme, count.code), look_.url("/data?thema=" + url_encode(count.code)),
                       look_.say("portal.sets", {{"n", std::to_string(count.sets)}})});
    return html::section("themas", look_.say("portal.themes"), html::task_cards(cards, 3));
  }

  Html card(const ShownSet& set) const {
    const Language l = look_.language();
    const releases::Release& release = set.release();
    const Freshness fresh = freshness_of(*set.history, now_);
    const std::string facts =
        look_.say("portal.card.facts", {{"rows", html::number(static_cast<std::int64_t>(release.rows), l)},
                                        {"formats", format_names(release)},
                                        {"date", html::short_date(local_date(release.at), l)}});
    return html::heading(3, html::link(release.description.title.in(l), look_.url(set_path(release.dataset)))) +
           html::paragraph(release.description.summary.in(l)) +
           html::paragraph(fresh_badge(look_, fresh.state) + Html(" ") + Html(facts));
  }

  std::string results_title() const {
    const std::string count = std::to_string(result_.total);
    if (!is_asked(query_)) return look_.say("portal.results.all", {{"n", count}});
    if (result_.fit == SearchResult::Fit::some_words) return look_.say("portal.results.some", {{"n", count}});
    return look_.say("portal.results.found", {{"n", count}});
  }

  Html chosen() const {
    std::vector<Html> items;
    for (const auto& [facet, codes] : query_.chosen)
      for (const std::string& code : codes) {
        SearchQuery without = query_;
        std::erase(without.chosen[facet], code);
        const std::string name = choice_name(look_, facet, code);
        items.push_back(html::link_about(look_.say("portal.filter.remove", {{"name", name}}), "",
                                         look_.url("/data" + write_search(without))));
      }
    if (query_.area) {
      SearchQuery without = query_;
      without.area.reset();
      items.push_back(html::link(look_.say("portal.filter.remove", {{"name", look_.say("portal.filter.area")}}),
                                 look_.url("/data" + write_search(without))));
    }
    return items.empty() ? Html() : html::bullet_list(items);
  }

  Html results() const {
    Html out = chosen();
    if (result_.total == 0)
      out += html::paragraph(look_.say("portal.results.none")) +
             html::paragraph(html::link(look_.say("portal.results.all-link"), look_.url("/data")));
    std::vector<Html> cards;
    for (const std::size_t i : result_.sets) cards.push_back(card(shelf_.sets()[i]));
    out += html::stack(cards);
    html::Pages pages;
    pages.current = static_cast<int>(page_of(look_.request.query));
    pages.count = static_cast<int>((result_.total + results_a_page - 1) / results_a_page);
    pages.url = [this](int page) { return look_.url("/data" + write_search(query_, static_cast<std::size_t>(page))); };
    return html::section("tabellen", results_title(), out + html::pagination(look_.say, pages));
  }

  Html choices(Facet facet) const {
    const auto counted = result_.facets.find(facet);
    if (counted == result_.facets.end() || counted->second.empty()) return {};
    const auto chosen = query_.chosen.find(facet);
    std::vector<html::Choice> list;
    for (const FacetCount& count : counted->second) {
      if (list.size() == choices_shown) break;
      list.push_back({count.code, look_.say("portal.filter.choice", {{"name", choice_name(look_, facet, count.code)},
                                                                     {"count", std::to_string(count.sets)}})});
    }
    const std::string parameter(parameter_of(facet));
    return html::checkbox_group(look_.say, {.name = parameter, .label = look_.say("portal.facet." + parameter)}, list,
                                chosen == query_.chosen.end() ? std::vector<std::string>{} : chosen->second);
  }

  Html filters() const {
    Html fields = html::hidden("q", query_.text);
    for (const Facet facet : all_facets) fields += choices(facet);
    fields += html::text_field(
        look_.say,
        {.name = "gebied",
         .label = look_.say("portal.filter.area"),
         .description = look_.say("portal.filter.area-hint"),
         .need = html::Field::Need::optional},
        {.value = query_.area ? write_extent(*query_.area) : std::string(), .kind = html::InputKind::code});
    const std::string order = query_.sort == SearchQuery::Sort::newest  ? "nieuw"
                              : query_.sort == SearchQuery::Sort::title ? "titel"
                                                                        : "";
    fields += html::select_field(look_.say, {.name = "volgorde", .label = look_.say("portal.sort.label")},
                                 {{"", look_.say("portal.sort.best")},
                                  {"nieuw", look_.say("portal.sort.newest")},
                                  {"titel", look_.say("portal.sort.title")}},
                                 order);
    fields += html::button(look_.say("portal.filter.button"));
    return html::section("filters", look_.say("portal.filter.title"),
                         html::details(look_.say("portal.filter.open"), html::query_form(look_.url("/data"), fields)));
  }

  Html request_section() const {
    return html::section("vraag", look_.say("portal.request.title"),
                         html::paragraph(look_.say("portal.request.text")) +
                             html::paragraph(html::link(look_.say("portal.request.link"),
                                                        look_.frame.question_url("", look_.language()))));
  }

  Html data_section() const {
    const std::string asked = write_search(query_);
    return html::section(
        "lijst", look_.say("portal.data.title"),
        html::paragraph(html::link("JSON", "/data.json" + asked) + Html(" · ") +
                        html::link("CSV", "/data.csv" + asked) + Html(" · ") +
                        html::link("DCAT (Turtle)", "/data/catalog.ttl") + Html(" · ") +
                        html::link("Atom", "/data/feed.atom") + Html(" · ") + html::link("RSS", "/data/feed.rss")) +
            html::paragraph(html::link(look_.say("portal.developers.link"), look_.url("/data/ontwikkelaars"))));
  }

  const Look& look_;
  const Shelf& shelf_;
  const Instant now_;
  const SearchQuery query_;
  const SearchResult result_;
};

// All that fit: a list for programs has no pages.
std::vector<std::size_t> chosen_sets(const Shelf& shelf, const Request& request, Instant now) {
  SearchQuery query = read_search(request.query);
  query.offset = 0;
  query.limit = shelf.sets().size();
  return shelf.index().find(query, Language::nl, now).sets;
}

}  // namespace

void add_list_pages(http::Router& router, const SharedCounter& counter) {
  http::Route list;
  list.pattern = "/data";
  list.summary = "Search in the open data";
  list.handler = [counter](const Request& request) {
    const Look look(counter->frame, request);
    const auto shelf = counter->shelves.now();
    return counter->frame.show(request, ListPage(look, *shelf, counter->clock.now()).page());
  };
  router.add(std::move(list));

  http::Route as_json = open_route(
      counter, "/data.json", "The list of data sets",
      [counter](const Request& request) {
        const auto shelf = counter->shelves.now();
        const Instant now = counter->clock.now();
        return open_document(
            list_json(counter->frame.publisher(), shelf->sets(), chosen_sets(*shelf, request, now), now),
            "application/json");
      },
      "application/json");
  as_json.rows = list_fields();
  router.add(std::move(as_json));
  http::Route as_csv = open_route(
      counter, "/data.csv", "The same as CSV",
      [counter](const Request& request) {
        const auto shelf = counter->shelves.now();
        const Instant now = counter->clock.now();
        return open_document(
            list_csv(counter->frame.publisher(), shelf->sets(), chosen_sets(*shelf, request, now), now),
            "text/csv; charset=utf-8");
      },
      "text/csv");
  as_csv.rows = list_fields();
  router.add(std::move(as_csv));
}

}  // namespace sas::portal
