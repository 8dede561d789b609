#include "base/text.h"
#include "html/components.h"
#include "portal/ckan_packages.h"
#include "portal/counter.h"
#include "portal/examples.h"
#include "portal/key_section.h"
#include "portal/wording.h"

/// /data/ontwikkelaars: what doors there are, a form to try them with, and programs to copy. No script is needed: the
/// form asks the API itself, as anybody's program would.
namespace sas::portal {
namespace {

using html::Html;
using http::Request;
using http::Response;

constexpr std::size_t sets_to_choose = 200;

Html code(const std::string& label, const std::string& text) {
  // Reachable with the keyboard, because long lines scroll (WCAG 2.1.1).
  return html::el("pre", {{"class", "sas-code-block"}, {"tabindex", "0"}, {"role", "region"}, {"aria-label", label}},
                  {html::el("code", {}, {Html(text)})});
}

std::vector<const ShownSet*> with_rows(const Shelf& shelf) {
  std::vector<const ShownSet*> out;
  for (const ShownSet& set : shelf.sets())
    if (has_rows(set.release()) && out.size() < sets_to_choose) out.push_back(&set);
  return out;
}

Html try_section(const Look& look, const std::vector<const ShownSet*>& sets) {
  if (sets.empty()) return {};
  std::vector<html::Choice> choices;
  for (const ShownSet* set : sets)
    choices.push_back({resource_id(set->release().dataset, "csv"), set->words().title.in(look.language())});
  Html fields = html::select_field(look.say, {.name = "resource_id", .label = look.say("portal.try.set")}, choices, "");
  fields += html::text_field(look.say,
                             {.name = "q", .label = look.say("portal.try.words"), .need = html::Field::Need::optional});
  fields += html::text_field(look.say, {.name = "limit", .label = look.say("portal.try.limit")},
                             {.value = "10", .kind = html::InputKind::whole_number, .width = html::InputWidth::number});
  fields += html::button(look.say("portal.try.button"));
  return html::section(
      "proberen", look.say("portal.try.title"),
      html::paragraph(look.say("portal.try.text")) + html::query_form("/api/3/action/datastore_search", fields));
}

Html doors_section(const Look& look) {
  const std::string& base = look.frame.publisher().public_url;
  html::Table table;
  table.caption = look.say("portal.doors.caption");
  table.columns = {{look.say("portal.doors.name")}, {look.say("portal.doors.use")}, {look.say("portal.doors.address")}};
  const auto add = [&](const std::string& name, const std::string& use, const std::string& path) {
    table.rows.push_back({Html(name), Html(use), html::link(base + path, path)});
  };
  add("CKAN Action API v3", look.say("portal.doors.ckan"), "/api/3/action/help_show");
  add("OGC API Features", look.say("portal.doors.features"), "/ogc/v1");
  add("OGC API Records", look.say("portal.doors.records"), "/ogc/v1/collections/catalog");
  add("DCAT-AP-NL 3.0", look.say("portal.doors.dcat"), "/data/catalog.ttl");
  add("Atom", look.say("portal.doors.feed"), "/data/feed.atom");
  add("OpenAPI", look.say("portal.doors.openapi"), "/openapi.json");
  return html::section("deuren", look.say("portal.doors.title"), html::table(table));
}

Html examples_section(const Look& look, const ShownSet& set) {
  Html out = html::paragraph(look.say("portal.examples.text", {{"title", set.words().title.in(look.language())}}));
  for (const Example& example : examples(look.frame.publisher().public_url, set.release().dataset))
    out += html::heading(3, example.language) +
           code(look.say("portal.examples.label", {{"language", example.language}}), example.code);
  return html::section("voorbeelden", look.say("portal.examples.title"), out);
}

Html rules_section(const Look& look) {
  std::vector<Html> rules;
  for (const char* key : {"tag", "range", "version", "sql", "limit"})
    rules.emplace_back(look.say("portal.rules." + std::string(key)));
  return html::section("afspraken", look.say("portal.rules.title"), html::bullet_list(rules));
}

Html writing_section(const Look& look) {
  std::vector<Html> steps;
  for (const char* key : {"key", "describe", "rows", "gate", "rate"})
    steps.emplace_back(look.say("portal.writing." + std::string(key)));
  return html::section("schrijven", look.say("portal.writing.title"),
                       html::paragraph(look.say("portal.writing.lead")) + html::numbered_list(steps));
}

Response show(Counter& counter, const Request& request) {
  const Look look(counter.frame, request);
  const auto shelf = counter.shelves.now();
  const std::vector<const ShownSet*> sets = with_rows(*shelf);
  html::Page page;
  page.title = look.say("portal.developers.title");
  page.description = look.say("portal.developers.lead");
  page.width = html::Page::Width::wide;
  page.breadcrumbs = trail(look);
  page.body =
      html::heading(1, page.title) + html::lead(page.description) + doors_section(look) + try_section(look, sets);
  if (!sets.empty()) page.body += examples_section(look, *sets.front());
  page.body += key_section(look, counter.limit.keys() ? KeysHere::yes : KeysHere::no) + rules_section(look) +
               writing_section(look);
  return counter.frame.show(request, std::move(page));
}

}  // namespace

void add_developer_pages(http::Router& router, const SharedCounter& counter) {
  http::Route route;
  route.pattern = "/data/ontwikkelaars";
  route.summary = "For developers: doors, a form to try them, programs to copy";
  route.handler = [counter](const Request& request) { return show(*counter, request); };
  router.add(std::move(route));
}

}  // namespace sas::portal
