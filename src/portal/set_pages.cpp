#include "base/text.h"
#include "html/components.h"
#include "portal/codes.h"
#include "portal/counter.h"
#include "portal/dcat.h"
#include "portal/set_markup.h"
#include "portal/set_preview.h"
#include "portal/set_story.h"

/// The page of a data set.
namespace sas::portal {
namespace {

using html::Html;
using http::Request;
using http::Response;
using releases::Release;

constexpr std::size_t versions_on_page = 5;

Html downloads(const Look& look, const Release& release) {
  const Language l = look.language();
  std::vector<html::TaskCard> cards;
  for (const releases::File& file : release.files) {
    const Format* format = find_format(file.format);
    const std::string name(format == nullptr ? std::string_view(file.format) : format->name);
    const std::string label =
        look.say("portal.download.button", {{"format", name}, {"size", html::file_size(file.bytes, l)}});
    const std::string hint(format == nullptr ? std::string_view() : (l == Language::nl ? format->nl : format->en));
    cards.push_back({label, set_path(release.dataset) + "/" + url_encode(file.format), hint, "file"});
  }
  return html::section("downloaden", look.say("portal.download.title"), html::task_cards(cards, 3));
}

Html api_lines(const Look& look, const Release& release) {
  const Publisher& publisher = look.frame.publisher();
  const std::string name = url_encode(release.dataset);
  Html out = html::paragraph(look.say("portal.api.text"));
  out += html::reference_box(look.say, look.say("portal.api.file"),
                             "curl -O " + download_url(publisher, release.dataset, "csv"));
  if (has_rows(release))
    out += html::reference_box(
        look.say, look.say("portal.api.rows"),
        publisher.public_url + "/api/3/action/datastore_search?resource_id=" + name + "-csv&limit=5");
  if (has_points(release))
    out += html::reference_box(look.say, look.say("portal.api.features"),
                               publisher.public_url + "/ogc/v1/collections/" + name + "/items");
  out += html::paragraph(html::link(look.say("portal.developers.link"), look.url("/data/ontwikkelaars")));
  return html::section("api", look.say("portal.api.title"), out);
}

Html facts(const Look& look, const ShownSet& set, Instant now) {
  const Release& release = set.release();
  const Language l = look.language();
  return html::paragraph(fresh_badge(look, freshness_of(*set.history, now).state) + Html(" ") +
                         html::badge(choice_name(look, Facet::licence, release.description.licence))) +
         html::figures(
             {{html::number(static_cast<std::int64_t>(release.rows), l), look.say("portal.fact.rows")},
              {html::number(static_cast<std::int64_t>(release.columns.size()), l), look.say("portal.fact.columns")},
              {html::short_date(local_date(release.at), l), look.say("portal.fact.date")}});
}

Html nearby(const Look& look, const Release& release) {
  if (!release.description.extent) return {};
  const releases::Extent& e = *release.description.extent;
  const std::string area = std::to_string(e.west) + "," + std::to_string(e.south) + "," + std::to_string(e.east) + "," +
                           std::to_string(e.north);
  return html::paragraph(html::link(look.say("portal.map.nearby"), look.url("/data?gebied=" + url_encode(area))));
}

html::Page page_of(const Look& look, Counter& counter, const ShownSet& set) {
  const Release& release = set.release();
  const Language l = look.language();
  const Instant now = counter.clock.now();
  html::Page page;
  page.title = release.description.title.in(l);
  page.description = release.description.summary.in(l);
  page.width = html::Page::Width::wide;
  page.breadcrumbs = trail(look);
  page.body = html::heading(1, page.title) + html::lead(page.description) + facts(look, set, now) +
              downloads(look, release) + preview_table(look, counter.library, set) +
              preview_chart(look, counter.library, set) + preview_map(look, counter.library, set) +
              nearby(look, release) + columns_section(look, counter.library, set) +
              quality_section(look, counter.library, set, now) + privacy_section(look, set) + source_section(look, set);
  page.body += html::section("versies", look.say("portal.versions.title"),
                             versions_list(look, *set.history, versions_on_page) +
                                 html::paragraph(html::link(look.say("portal.versions.all"),
                                                            look.url(set_path(release.dataset) + "/versies"))));
  page.body += api_lines(look, release) + showcase_section(look, set) + questions_section(look, set);
  // Data for search engines, not code: browsers run nothing of this type, and the text was made safe to stand here.
  page.body +=
      Html::trusted("<script type=\"application/ld+json\">" + schema_org(look.frame.publisher(), set, l) + "</script>");
  return page;
}

// A set that was taken back keeps its address and says why (RFC 9110 clause 15.5.11).
Response withdrawn(const Look& look, const releases::DataSetHistory& history) {
  html::Page page;
  page.title = look.say("portal.withdrawn.title");
  page.breadcrumbs = trail(look);
  page.body = html::heading(1, page.title) + html::lead(look.say("portal.withdrawn.text")) +
              versions_list(look, history, history.releases.size()) +
              html::paragraph(html::link(look.say("portal.results.all-link"), look.url("/data")));
  Response response = look.frame.show(look.request, std::move(page));
  response.status = 410;
  return response;
}

Response show(Counter& counter, const Request& request) {
  const Look look(counter.frame, request);
  const auto shelf = counter.shelves.now();
  if (const ShownSet* set = shelf->find(request.param("set")))
    return counter.frame.show(request, page_of(look, counter, *set));
  if (const auto* history = shelf->history(request.param("set"))) return withdrawn(look, *history);
  return counter.frame.refuse(request, unknown_set());
}

using Write = std::string (*)(const Release&);

void add_document(http::Router& router, const SharedCounter& counter, std::string name, std::string summary,
                  Write write) {
  router.add(open_route(
      counter, "/data/{set}/" + std::move(name), std::move(summary),
      [counter, write](const Request& request) {
        const auto shelf = counter->shelves.now();
        const ShownSet* set = shelf->find(request.param("set"));
        return set == nullptr ? http::problem(unknown_set(), request)
                              : open_document(write(set->release()), "application/json");
      },
      "application/json"));
}

// The record as it was signed, so that anybody can check it with the municipality's key.
Response signed_record(Counter& counter, const Request& request) {
  const auto shelf = counter.shelves.now();
  const ShownSet* set = shelf->find(request.param("set"));
  if (set == nullptr) return http::problem(unknown_set(), request);
  const auto record = json::parse(set->current->record);
  json::Object out{{"sha256", set->current->sha256},
                   {"signature", base64(set->current->signature)},
                   {"record", set->current->record}};
  if (record) out["release"] = *record;
  return open_document(json::write(out), "application/json");
}

}  // namespace

void add_set_pages(http::Router& router, const SharedCounter& counter) {
  http::Route page;
  page.pattern = "/data/{set}";
  page.summary = "One data set: files, columns, quality, privacy, versions";
  page.handler = [counter](const Request& request) { return show(*counter, request); };
  router.add(std::move(page));
  add_document(router, counter, "schema.json", "The columns of a data set (Table Schema)", table_schema);
  router.add(open_route(
      counter, "/data/{set}/verklaring.json", "The signed record of the scan that let the current version through",
      [counter](const Request& request) { return signed_record(*counter, request); }, "application/json"));
}

}  // namespace sas::portal
