#include "base/text.h"
#include "html/components.h"
#include "portal/counter.h"
#include "portal/examples.h"
#include "portal/key_section.h"
#include "portal/read_api.h"
#include "portal/try_pages.h"
#include "portal/wording.h"

/// /data/ontwikkelaars: what doors there are, a form to try them with, and programs to copy. No script is needed: the
/// form asks the API itself, as anybody's program would.
namespace sas::portal {
namespace {

using html::Html;
using http::Request;
using http::Response;

Html code(const std::string& label, const std::string& text) {
  // Reachable with the keyboard, because long lines scroll (WCAG 2.1.1).
  return html::el("pre", {{"class", "sas-code-block"}, {"tabindex", "0"}, {"role", "region"}, {"aria-label", label}},
                  {html::el("code", {}, {Html(text)})});
}

const ShownSet* first_with_rows(const Shelf& shelf) {
  for (const ShownSet& set : shelf.sets())
    if (has_rows(set.release())) return &set;
  return nullptr;
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
  add("OpenAPI 3.1", look.say("portal.doors.openapi"), "/data/openapi.json");
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

Response show(Counter& counter, const http::Router& doors, const Request& request) {
  const Look look(counter.frame, request);
  const auto shelf = counter.shelves.now();
  html::Page page;
  page.title = look.say("portal.developers.title");
  page.description = look.say("portal.developers.lead");
  page.width = html::Page::Width::wide;
  page.breadcrumbs = trail(look);
  page.body = html::heading(1, page.title) + html::lead(page.description) + doors_section(look) +
              try_choices(look, doors, *shelf);
  if (const ShownSet* set = first_with_rows(*shelf)) page.body += examples_section(look, *set);
  page.body += key_section(look, counter.limit.keys() ? KeysHere::yes : KeysHere::no) + rules_section(look) +
               writing_section(look);
  return counter.frame.show(request, std::move(page));
}

}  // namespace

void add_developer_pages(http::Router& router, const SharedCounter& counter) {
  http::Route route;
  route.pattern = "/data/ontwikkelaars";
  route.summary = "For developers: doors, a form to try them, programs to copy";
  route.handler = [counter, doors = &router](const Request& request) { return show(*counter, *doors, request); };
  router.add(std::move(route));
  add_try_pages(router, counter);
  add_read_api(router, counter);
}

}  // namespace sas::portal
