#include "base/text.h"
#include "html/components.h"
#include "portal/counter.h"
#include "portal/features_pages.h"
#include "portal/records_json.h"
#include "portal/wording.h"

/// OGC API Records (20-004r1) of the catalogue, at the same root as the features.
namespace sas::portal {
namespace {

using http::Request;
using http::Response;

constexpr std::string_view root = "/ogc/v1/collections/catalog";
// The media type of catalogues (requirement /req/json/collection-response), for who asks for it.
constexpr std::string_view catalogue_type = "application/ogc-catalog+json";

html::Page page_of(const Look& look, const std::string& title) {
  html::Page page;
  page.title = title;
  page.width = html::Page::Width::wide;
  page.breadcrumbs = trail(look);
  page.breadcrumbs.push_back({look.say("portal.ogc.title"), "/ogc/v1?f=html"});
  page.breadcrumbs.push_back({look.say("portal.ogc.collections"), "/ogc/v1/collections?f=html"});
  page.body = html::heading(1, title);
  return page;
}

class Records {
 public:
  explicit Records(SharedCounter counter)
      : counter_(std::move(counter)), base_(counter_->frame.publisher().public_url + "/ogc/v1") {}

  [[nodiscard]] Response catalogue(const Request& request) const {
    const auto shelf = counter_->shelves.now();
    if (wants_page(request)) return page(request, [](const Look& look) { return catalogue_page(look); });
    const bool is_asked = request.header("accept").find(catalogue_type) != std::string::npos;
    return open_document(json::write(catalogue_collection(counter_->frame.publisher(), shelf->sets(), base_)),
                         is_asked ? catalogue_type : std::string_view("application/json"));
  }

  [[nodiscard]] Response items(const Request& request) const {
    const auto query = read_records_query(request.query);
    if (!query) return refuse(query.error(), request);
    const auto shelf = counter_->shelves.now();
    const auto found = fitting(*query, shelf->sets(), counter_->frame.publisher());
    if (wants_page(request)) return page(request, [&](const Look& look) { return items_page(look, found, *query); });
    return open_document(records_json(counter_->frame.publisher(), found, *query, base_, counter_->clock.now()),
                         "application/geo+json");
  }

  [[nodiscard]] Response item(const Request& request) const {
    const auto shelf = counter_->shelves.now();
    const ShownSet* set = shelf->find(request.param("record"));
    if (set == nullptr) return refuse({ErrorKind::not_found, "record-unknown", "there is no such record", {}}, request);
    if (wants_page(request)) return page(request, [&](const Look& look) { return record_page(look, *set); });
    return open_document(json::write(record_json(counter_->frame.publisher(), *set, base_)), "application/geo+json");
  }

 private:
  template <typename Make>
  Response page(const Request& asked, const Make& make) const {
    const Request request = in_own_language(asked);
    const Look look(counter_->frame, request);
    return counter_->frame.show(request, make(look)).with("Vary", "Accept, Accept-Language");
  }

  static Response refuse(const Error& error, const Request& request) {
    Response response = http::problem(error, request);
    if (error.kind == ErrorKind::invalid) response.status = 400;  // OGC 17-069r4, requirements 8 and 9
    return open_to_all(std::move(response));
  }

  static html::Page catalogue_page(const Look& look) {
    html::Page page = page_of(look, look.say("portal.records.title"));
    page.body += html::lead(look.say("portal.records.lead"));
    page.body += html::link_list({{look.say("portal.records.items"), std::string(root) + "/items?f=html"},
                                  {look.say("portal.records.search"), look.url("/data")}});
    page.body += html::paragraph(html::link(look.say("portal.ogc.as-json"), std::string(root) + "?f=json"));
    return page;
  }

  static html::Page items_page(const Look& look, const std::vector<const ShownSet*>& found, const RecordsQuery& query) {
    html::Page page = page_of(look, look.say("portal.records.items"));
    page.index = html::Page::Index::forbid;
    page.breadcrumbs.push_back({look.say("portal.records.title"), std::string(root) + "?f=html"});
    html::Table table;
    table.caption = look.say("portal.records.items");
    table.columns = {{look.say("portal.ogc.set")}, {look.say("portal.ogc.about")}};
    table.empty_text = look.say("portal.ogc.none");
    const std::size_t begin = std::min(query.offset, found.size());
    const std::size_t end = std::min(found.size(), begin + query.limit);
    for (std::size_t i = begin; i < end; ++i) {
      const releases::Description& words = found[i]->words();
      const std::string url = std::string(root) + "/items/" + url_encode(found[i]->release().dataset);
      table.rows.push_back({html::link(words.title.in(look.language()), url + "?f=html"),
                            html::Html(words.summary.in(look.language()))});
    }
    page.body += html::table(table);
    const auto address = [&](std::size_t offset) {
      return std::string(root) + "/items?f=html&limit=" + std::to_string(query.limit) +
             "&offset=" + std::to_string(offset) + query.kept;
    };
    std::vector<html::Link> beside;
    if (begin > 0) beside.push_back({look.say("portal.ogc.before"), address(begin - std::min(begin, query.limit))});
    if (end < found.size()) beside.push_back({look.say("portal.ogc.after"), address(end)});
    if (!beside.empty()) page.body += html::link_list(beside);
    return page;
  }

  static html::Page record_page(const Look& look, const ShownSet& set) {
    const releases::Description& words = set.words();
    html::Page page = page_of(look, look.say("portal.records.record", {{"title", words.title.in(look.language())}}));
    page.index = html::Page::Index::forbid;
    page.breadcrumbs.push_back({look.say("portal.records.title"), std::string(root) + "?f=html"});
    page.body += html::lead(words.summary.in(look.language()));
    page.body += html::paragraph(html::link(look.say("portal.ogc.whole"), look.url(set_path(set.release().dataset))));
    page.body += html::paragraph(html::link(
        look.say("portal.ogc.as-json"), std::string(root) + "/items/" + url_encode(set.release().dataset) + "?f=json"));
    return page;
  }

  SharedCounter counter_;
  const std::string base_;
};

}  // namespace

void add_records(http::Router& router, const SharedCounter& counter) {
  const auto records = std::make_shared<const Records>(counter);
  const auto add = [&](std::string pattern, std::string summary, http::Handler handler, std::string type) {
    router.add(open_route(counter, std::move(pattern), std::move(summary), std::move(handler), std::move(type)));
  };
  add(
      std::string(root), "The catalogue as a collection of records",
      [records](const Request& request) { return records->catalogue(request); }, "application/json");
  add(
      std::string(root) + "/items", "Its records, by words, place, time and name",
      [records](const Request& request) { return records->items(request); }, "application/geo+json");
  add(
      std::string(root) + "/items/{record}", "One record",
      [records](const Request& request) { return records->item(request); }, "application/geo+json");
}

}  // namespace sas::portal
