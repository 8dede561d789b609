#include <fmt/format.h>

#include "base/text.h"
#include "portal/counter.h"
#include "portal/dcat.h"
#include "portal/feeds.h"

/// Feeds, the sitemap and the catalogue for harvesters.
namespace sas::portal {
namespace {

using http::Request;
using http::Response;

constexpr std::size_t news_shown = 100;

struct Written {
  std::string_view ending, media_type;
  std::string (*write)(const Graph&);
};
constexpr Written rdf_forms[] = {{"ttl", "text/turtle; charset=utf-8", to_turtle},
                                 {"jsonld", "application/ld+json", to_json_ld},
                                 {"rdf", "application/rdf+xml; charset=utf-8", to_rdf_xml}};

struct FeedForm {
  std::string_view ending, media_type;
  std::string (*write)(const FeedAbout&, const std::vector<News>&);
};
constexpr FeedForm feed_forms[] = {{"atom", "application/atom+xml; charset=utf-8", to_atom},
                                   {"rss", "application/rss+xml; charset=utf-8", to_rss}};

Response all_news(Counter& counter, const FeedForm& form) {
  const auto catalogue = counter.reader.catalogue();
  std::vector<const releases::DataSetHistory*> histories;
  for (const auto& history : catalogue->sets) histories.push_back(&history);
  const Publisher& publisher = counter.frame.publisher();
  const FeedAbout about{"Open data van " + publisher.name,
                        fmt::format("{}/data/feed.{}", publisher.public_url, form.ending),
                        publisher.public_url + "/data", publisher.name, counter.shelves.now()->changed()};
  return open_document(form.write(about, news_of(publisher, histories, news_shown)), form.media_type);
}

Response set_news(Counter& counter, const Request& request, const FeedForm& form) {
  const auto shelf = counter.shelves.now();
  const releases::DataSetHistory* history = shelf->history(request.param("set"));
  if (history == nullptr || history->releases.empty()) return http::problem(unknown_set(), request);
  const Publisher& publisher = counter.frame.publisher();
  const std::vector<News> news = news_of(publisher, {history}, news_shown);
  const std::string page = publisher.public_url + "/data/" + url_encode(history->dataset);
  const FeedAbout about{history->releases.front()->release.description.title.nl,
                        fmt::format("{}/feed.{}", page, form.ending), page, publisher.name, news.front().at};
  return open_document(form.write(about, news), form.media_type);
}

Response catalogue(Counter& counter, const Request& request, const Written& form) {
  const auto shelf = counter.shelves.now();
  const Publisher& publisher = counter.frame.publisher();
  CataloguePage page;
  page.total = shelf->sets().size();
  page.count = std::max<std::size_t>(1, (page.total + sets_a_page - 1) / sets_a_page);
  const auto asked = request.query.has("page") ? parse_int(request.query.get("page")) : std::optional<std::int64_t>(1);
  if (!asked || *asked < 1 || static_cast<std::size_t>(*asked) > page.count)
    return http::problem({ErrorKind::not_found,
                          "page-unknown",
                          fmt::format("the catalogue has pages 1 to {}", page.count),
                          {{"page", "page-unknown"}}},
                         request);
  page.number = static_cast<std::size_t>(*asked);
  page.address = fmt::format("{}/data/catalog.{}", publisher.public_url, form.ending);
  const std::span<const ShownSet> all(shelf->sets());
  const std::size_t first = (page.number - 1) * sets_a_page;
  if (page.number == 1) page.withdrawn = withdrawn_sets(shelf->catalogue(), counter.clock.now());
  const auto sets = all.subspan(first, std::min(sets_a_page, page.total - first));
  return open_document(form.write(catalogue_graph(publisher, sets, page)), form.media_type);
}

Response one_set(Counter& counter, const Request& request, const Written& form) {
  const auto shelf = counter.shelves.now();
  const ShownSet* set = shelf->find(request.param("set"));
  if (set == nullptr) {
    for (const auto* gone : withdrawn_sets(shelf->catalogue(), counter.clock.now()))
      if (gone->dataset == request.param("set"))
        return open_document(form.write(withdrawn_graph(counter.frame.publisher(), *gone)), form.media_type);
    return http::problem(unknown_set(), request);
  }
  return open_document(form.write(dataset_graph(counter.frame.publisher(), *set)), form.media_type);
}

}  // namespace

void add_feeds(http::Router& router, const SharedCounter& counter) {
  for (const FeedForm& form : feed_forms) {
    router.add(open_route(
        counter, fmt::format("/data/feed.{}", form.ending), "What was published and withdrawn",
        [counter, form](const Request&) { return all_news(*counter, form); }, std::string(form.media_type)));
    router.add(open_route(
        counter, fmt::format("/data/{{set}}/feed.{}", form.ending), "New versions of one data set",
        [counter, form](const Request& request) { return set_news(*counter, request, form); },
        std::string(form.media_type)));
  }
  router.add(open_route(
      counter, "/data/sitemap.xml", "All pages of the portal",
      [counter](const Request&) {
        return open_document(to_sitemap(counter->frame.publisher(), *counter->shelves.now()),
                             "application/xml; charset=utf-8");
      },
      "application/xml"));
}

void add_catalogue(http::Router& router, const SharedCounter& counter) {
  for (const Written& form : rdf_forms) {
    http::Route all = open_route(
        counter, fmt::format("/data/catalog.{}", form.ending), "The catalogue as DCAT-AP-NL 3.0, 100 sets a page",
        [counter, form](const Request& request) { return catalogue(*counter, request, form); },
        std::string(form.media_type));
    all.query = {{"page", http::FieldType::integer, "from 1", http::Field::Value::may_be_absent}};
    router.add(std::move(all));
    router.add(open_route(
        counter, fmt::format("/data/{{set}}/dcat.{}", form.ending), "One data set as DCAT-AP-NL 3.0",
        [counter, form](const Request& request) { return one_set(*counter, request, form); },
        std::string(form.media_type)));
  }
}

}  // namespace sas::portal
