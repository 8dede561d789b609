#include "base/json.h"
#include "site/routes.h"
#include "site/site.h"

namespace sas::site {
namespace {

using html::Html;
using http::Response;
using people::Visit;

// A picture for each shelf; by the id of the theme, because a picture is no text.
std::string icon_of(const catalogue::Product& product) {
  if (product.theme == "verkeer") return "car";
  if (product.theme == "wonen") return "house";
  if (product.theme == "papieren") return product.delivery == catalogue::Delivery::in_person ? "certificate" : "file";
  if (product.theme == "familie") return "people";
  if (product.theme == "buurt") return product.id.text() == "grofvuil" ? "bin" : "lamp";
  if (product.theme == "zorg") return "people";
  if (product.theme == "ondernemen") return "permit";
  return "chat";
}

class HomePages {
 public:
  explicit HomePages(const SiteParts& parts) : parts_(parts) {}

  Result<Response> home(const Visit& visit) const {
    const Language l = visit.language();
    html::Page page;
    page.title = visit.say("site.home.title", {{"municipality", parts_.municipality}});
    page.description = visit.say("site.home.description", {{"municipality", parts_.municipality}});
    page.width = html::Page::Width::wide;
    page.body = html::heading(1, visit.say("site.home.heading")) + html::lead(visit.say("site.home.lead"));
    page.body += html::search_box(
        visit.say, {visit.url("/zoeken"), visit.say("site.search.label"), "", html::SearchBox::Size::large});
    std::vector<html::TaskCard> cards;
    for (const catalogue::Product* p : parts_.catalogue.top_tasks())
      cards.push_back({p->name.in(l), visit.url("/producten/" + p->id.text()), p->summary.in(l), icon_of(*p)});
    page.body += html::section("vaak", visit.say("site.home.top"), html::task_cards(cards, 3));
    std::vector<html::Link> themes;
    for (const catalogue::Theme& theme : parts_.catalogue.themes)
      if (!parts_.catalogue.in_theme(theme.id).empty())
        themes.push_back({theme.name.in(l), visit.url("/producten") + "#" + theme.id});
    page.body += html::section("onderwerpen", visit.say("site.home.themes"), html::link_list(themes));
    page.body += city_section(visit);
    page.body += promise_section(visit);
    return parts_.gate.show(visit, std::move(page));
  }

  Result<Response> search(const Visit& visit) const {
    const Language l = visit.language();
    const std::string query(trim(visit.request.query.get("q").substr(0, 200)));
    const auto hits = query.empty() ? std::vector<catalogue::Hit>{} : parts_.search.find(query, l);
    if (!query.empty() && hits.empty()) remember_miss(query, l);
    html::Page page;
    page.title = visit.say("site.search.title");
    page.index = html::Page::Index::forbid;
    page.breadcrumbs = {{visit.say("site.home.short"), visit.url("/")}};
    page.body = html::heading(
        1, query.empty() ? visit.say("site.search.title") : visit.say("site.search.for", {{"query", query}}));
    page.body += html::search_box(
        visit.say, {visit.url("/zoeken"), visit.say("site.search.label"), query, html::SearchBox::Size::normal});
    if (!query.empty())
      page.body += html::paragraph(hits.empty() ? visit.say("site.search.none")
                                                : visit.say("site.search.found", {{"n", std::to_string(hits.size())}}));
    std::vector<html::TaskCard> cards;
    for (const catalogue::Hit& hit : hits)
      cards.push_back(
          {hit.product->name.in(l), visit.url("/producten/" + hit.product->id.text()), hit.product->summary.in(l), ""});
    page.body += html::task_cards(cards, 2);
    if (hits.empty())
      page.body += html::link_list({{visit.say("site.search.all"), visit.url("/producten")},
                                    {visit.say("site.search.coverage"), visit.url("/dekking")}});
    return parts_.gate.show(visit, std::move(page));
  }

 private:
  Html city_section(const Visit& visit) const {
    Html figures = parts_.city_now ? parts_.city_now(visit) : Html();
    if (figures.empty()) return {};
    return html::section(
        "stad", visit.say("site.home.city"),
        std::move(figures) + html::paragraph(html::link(visit.say("site.home.all-city"), visit.url("/stad"))));
  }

  Html promise_section(const Visit& visit) const {
    std::vector<Html> kept;
    for (const catalogue::Product* p : parts_.catalogue.top_tasks()) {
      const auto* promise = p->promise_on(local_date(parts_.clock.now()));
      const auto outcome = parts_.last_month(p->id);
      if (promise == nullptr || !outcome || kept.size() == 4) continue;
      kept.push_back(html::link(p->name.in(visit.language()), visit.url("/producten/" + p->id.text())) +
                     html::promise_box(visit.say, {promise->text.in(visit.language()), outcome, ""}));
    }
    if (kept.empty()) return {};
    return html::section(
        "beloften", visit.say("site.home.promises"),
        html::stack(kept) + html::paragraph(html::link(visit.say("site.home.all-promises"), visit.url("/beloften"))));
  }

  // A query that found nothing is kept without numbers, visitor or time of day. When the store cannot, the visitor must
  // not notice.
  void remember_miss(const std::string& query, Language language) const {
    const std::string words = catalogue::query_without_numbers(query);
    if (words.empty()) return;
    const std::int64_t day = to_days(local_date(parts_.clock.now()));
    (void)parts_.store.write([&](store::WriteTx& tx) -> Result<Done> {
      tx.execute(
          "INSERT INTO search_miss (words, language, day, count) VALUES ($1, $2, $3, 1) ON CONFLICT (words, language, "
          "day) DO UPDATE SET count = search_miss.count + 1",
          {words, std::string(language == Language::en ? "en" : "nl"), day});
      return Done{};
    });
  }

  SiteParts parts_;
};

}  // namespace

void add_home_pages(http::Router& router, const SiteParts& parts) {
  const auto pages = std::make_shared<HomePages>(parts);
  add_route(router, http::Method::get, "/", "Home",
            parts.gate.anyone([pages](const Visit& v) { return pages->home(v); }));
  add_route(router, http::Method::get, "/zoeken", "Search",
            parts.gate.anyone([pages](const Visit& v) { return pages->search(v); }));
}

}  // namespace sas::site
