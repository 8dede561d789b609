#include "portal/features_pages.h"

#include <fmt/format.h>

#include "base/text.h"
#include "html/components.h"
#include "html/shape_map.h"
#include "portal/set_preview.h"
#include "portal/shape_drawing.h"
#include "portal/shape_words.h"
#include "portal/wording.h"
#include "shapes/forms.h"
#include "shapes/measures.h"

namespace sas::portal {
namespace {

using html::Html;
using releases::Release;

constexpr std::string_view root = "/ogc/v1";
constexpr std::size_t corners_drawn = 12'000;

std::string collection_url(std::string_view dataset) {
  return std::string(root) + "/collections/" + url_encode(dataset);
}

html::Page page_of(const Look& look, const std::string& title) {
  html::Page page;
  page.title = title;
  page.width = html::Page::Width::wide;
  page.breadcrumbs = trail(look);
  page.body = html::heading(1, title);
  return page;
}

html::Link to_landing(const Look& look) {
  return {look.say("portal.ogc.title"), std::string(root) + "?f=html"};
}

html::Link to_collections(const Look& look) {
  return {look.say("portal.ogc.collections"), std::string(root) + "/collections?f=html"};
}

html::Link to_collection(const Look& look, const Release& release) {
  return {release.description.title.in(look.language()), collection_url(release.dataset) + "?f=html"};
}

Html as_json(const Look& look, const std::string& url) {
  return html::paragraph(html::link(look.say("portal.ogc.as-json"), url));
}

Html columns_table(const Look& look, const Release& release) {
  html::Table table;
  table.caption = look.say("portal.ogc.columns");
  table.columns = {{look.say("portal.ogc.column.name")}, {look.say("portal.ogc.column.meaning")}};
  for (const releases::Column& column : release.columns)
    table.rows.push_back({Html(column.name), Html(column.meaning.in(look.language()))});
  return html::table(table);
}

Html rows_table(const Look& look, const Release& release, const RowPage& page) {
  html::Table table;
  table.caption = look.say("portal.ogc.rows");
  table.columns.push_back({look.say("portal.ogc.number")});
  for (const releases::Column& column : release.columns) {
    const bool is_number = column.type == releases::Type::integer || column.type == releases::Type::decimal;
    table.columns.push_back({column.name, is_number ? html::Column::Align::end : html::Column::Align::start});
  }
  table.empty_text = look.say("portal.ogc.none");
  for (std::size_t i = 0; i < page.rows.size(); ++i) {
    std::vector<Html> cells{html::link(std::to_string(page.numbers[i]),
                                       collection_url(release.dataset) + "/items/" + std::to_string(page.numbers[i]))};
    for (std::size_t c = 0; c < page.rows[i].size(); ++c)
      cells.emplace_back(cell_words(look, release.columns[c], page.rows[i][c]));
    table.rows.push_back(std::move(cells));
  }
  return html::table(table);
}

// The rows of one page as lines and areas; the table beside it says the same in words.
Html rows_map(const Look& look, const Release& release, const std::vector<csv::Row>& rows) {
  html::ShapeMap map;
  map.id = "kaart-tekening";
  map.title = look.say("portal.map.title");
  map.description = look.say("portal.map.shapes");
  std::size_t corners = 0;
  for (std::size_t i = 0; i < release.columns.size(); ++i) {
    if (release.columns[i].name != release.description.shape_column) continue;
    for (const csv::Row& row : rows)
      if (const auto shape = shapes::shape_from_text(i < row.size() ? row[i] : std::string());
          shape && (corners += shapes::vertices(*shape)) <= corners_drawn)
        map.shapes.push_back(drawn_shape(*shape));
  }
  if (map.shapes.empty()) return {};
  return html::section("kaart", map.title, html::shape_map(map));
}

}  // namespace

bool wants_page(const http::Request& request) {
  const std::string form = request.query.get("f");
  if (!form.empty()) return form == "html";
  const std::string accept = request.header("accept");
  const std::size_t page = accept.find("text/html");
  return page != std::string::npos && page < accept.find("json");
}

http::Request in_own_language(const http::Request& request) {
  http::Request out = request;
  const std::string wanted = request.header("accept-language");
  const std::size_t english = wanted.find("en"), dutch = wanted.find("nl");
  out.language = english != std::string::npos && english < dutch ? Language::en : Language::nl;
  return out;
}

html::Page landing_page(const Look& look) {
  html::Page page = page_of(look, look.say("portal.ogc.title"));
  page.description = look.say("portal.ogc.lead");
  page.body += html::lead(page.description);
  page.body += html::link_list({to_collections(look),
                                {look.say("portal.ogc.api"), std::string(root) + "/api"},
                                {look.say("portal.ogc.conformance"), std::string(root) + "/conformance"}});
  page.body += as_json(look, std::string(root) + "?f=json");
  return page;
}

html::Page collections_page(const Look& look, const std::vector<const ShownSet*>& sets) {
  html::Page page = page_of(look, look.say("portal.ogc.collections"));
  page.breadcrumbs.push_back(to_landing(look));
  html::Table table;
  table.caption = page.title;
  table.columns = {{look.say("portal.ogc.set")},
                   {look.say("portal.ogc.about")},
                   {look.say("portal.ogc.count"), html::Column::Align::end}};
  table.empty_text = look.say("portal.ogc.none");
  for (const ShownSet* set : sets) {
    const html::Link link = to_collection(look, set->release());
    table.rows.push_back({html::link(link.text, link.url), Html(set->words().summary.in(look.language())),
                          Html(html::number(static_cast<std::int64_t>(set->release().rows), look.language()))});
  }
  page.body +=
      html::paragraph(html::link(look.say("portal.records.title"), std::string(root) + "/collections/catalog?f=html"));
  page.body += html::table(table) + as_json(look, std::string(root) + "/collections?f=json");
  return page;
}

html::Page collection_page(const Look& look, Library& library, const ShownSet& set) {
  const Release& release = set.release();
  const std::string& title = release.description.title.in(look.language());
  html::Page page = page_of(look, look.say("portal.ogc.collection", {{"title", title}}));
  page.breadcrumbs.push_back(to_landing(look));
  page.breadcrumbs.push_back(to_collections(look));
  page.body += html::lead(release.description.summary.in(look.language()));
  const std::string self = collection_url(release.dataset);
  page.body += html::link_list({{look.say("portal.ogc.items"), self + "/items?f=html"},
                                {look.say("portal.ogc.whole"), look.url(set_path(release.dataset))}});
  page.body += preview_map(look, library, set);
  page.body += columns_table(look, release) + as_json(look, self + "?f=json");
  return page;
}

html::Page item_page(const Look& look, const Release& release, std::uint64_t number, const csv::Row& row) {
  const std::string& title = release.description.title.in(look.language());
  html::Page page = page_of(look, look.say("portal.ogc.row", {{"n", std::to_string(number)}, {"title", title}}));
  page.index = html::Page::Index::forbid;
  page.breadcrumbs.push_back(to_landing(look));
  page.breadcrumbs.push_back(to_collections(look));
  page.breadcrumbs.push_back(to_collection(look, release));
  std::vector<html::Term> terms;
  for (std::size_t i = 0; i < release.columns.size() && i < row.size(); ++i)
    terms.push_back({release.columns[i].name, Html(cell_words(look, release.columns[i], row[i]))});
  const std::string self = collection_url(release.dataset) + "/items/" + std::to_string(number);
  page.body += html::data_list(terms) + rows_map(look, release, {row}) + as_json(look, self + "?f=json");
  return page;
}

html::Page items_page(const Look& look, const Release& release, const FeaturesQuery& query, const RowPage& page,
                      const ItemLinks& links) {
  const html::Link collection = to_collection(look, release);
  html::Page out = page_of(look, look.say("portal.ogc.items-of", {{"title", collection.text}}));
  out.index = html::Page::Index::forbid;
  out.breadcrumbs.push_back(to_landing(look));
  out.breadcrumbs.push_back(to_collections(look));
  out.breadcrumbs.push_back(collection);
  const Language l = look.language();
  const auto from = static_cast<std::int64_t>(query.question.offset + (page.rows.empty() ? 0 : 1));
  const auto until = static_cast<std::int64_t>(query.question.offset + page.rows.size());
  out.body +=
      html::lead(look.say("portal.ogc.shown", {{"from", html::number(from, l)},
                                               {"until", html::number(until, l)},
                                               {"total", html::number(static_cast<std::int64_t>(page.total), l)}}));
  out.body += rows_map(look, release, page.rows) + rows_table(look, release, page);
  std::vector<html::Link> beside;
  if (!links.before.empty()) beside.push_back({look.say("portal.ogc.before"), links.before});
  if (!links.after.empty()) beside.push_back({look.say("portal.ogc.after"), links.after});
  if (!beside.empty()) out.body += html::link_list(beside);
  out.body += as_json(look, links.json);
  return out;
}

}  // namespace sas::portal
