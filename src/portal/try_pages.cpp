#include "portal/try_pages.h"

#include <fmt/format.h>

#include "base/text.h"
#include "html/components.h"
#include "http/path.h"
#include "portal/codes.h"
#include "portal/examples.h"
#include "portal/json_lines.h"
#include "portal/try_doors.h"
#include "portal/wording.h"

namespace sas::portal {
namespace {

using html::Html;
using http::Request;
using http::Response;

constexpr std::string_view page_path = "/data/ontwikkelaars/proberen";
constexpr std::size_t sets_to_choose = 200;
constexpr std::size_t most_shown = 20'000;

bool fits(const ShownSet& set, TryDoor::Needs needs) {
  return needs == TryDoor::Needs::points ? has_points(set.release()) : has_rows(set.release());
}

bool is_here(const http::Router& doors, const TryDoor& door) {
  const std::string path = try_target(door, {}, "x");
  return doors.match(http::Method::get, path.substr(0, path.find('?'))).outcome == http::Outcome::found;
}

/// What somebody chose, or what is shown at first.
struct Choice {
  const TryDoor* door;
  std::string set;  ///< empty: the door needs none, or no set fits it
  [[nodiscard]] bool is_complete() const { return door->needs == TryDoor::Needs::nothing || !set.empty(); }
};

Choice chosen(const Request& request, const http::Router& doors, const Shelf& shelf) {
  Choice out{&try_doors().front(), {}};
  for (const TryDoor& door : try_doors())
    if (door.code == request.query.get("api") && is_here(doors, door)) out.door = &door;
  if (out.door->needs == TryDoor::Needs::nothing) return out;
  const std::string wanted = request.query.get("tabel");
  for (const ShownSet& set : shelf.sets())
    if (fits(set, out.door->needs) && (out.set.empty() || set.release().dataset == wanted))
      out.set = set.release().dataset;
  return out;
}

Html choice_fields(const Look& look, const http::Router& doors, const Shelf& shelf, const Choice& now) {
  std::vector<html::Choice> apis, sets;
  for (const TryDoor& door : try_doors())
    if (is_here(doors, door))
      apis.push_back({std::string(door.code), look.say("portal.try.door." + std::string(door.code))});
  for (const ShownSet& set : shelf.sets())
    if (has_rows(set.release()) && sets.size() < sets_to_choose)
      sets.push_back({set.release().dataset, set.words().title.in(look.language())});
  return html::select_field(look.say, {.name = "api", .label = look.say("portal.try.api")}, apis, now.door->code) +
         html::select_field(
             look.say,
             {.name = "tabel", .label = look.say("portal.try.set"), .description = look.say("portal.try.set-hint")},
             sets, now.set) +
         html::button(look.say("portal.try.choose"), html::ButtonKind::secondary);
}

Html fill_in(const Look& look, const Choice& now) {
  Html fields = html::hidden("api", now.door->code);
  if (!now.set.empty()) fields += html::hidden("tabel", now.set);
  for (const TryField& field : now.door->fields) {
    const std::string name(field.name);
    const bool is_number = name == "aantal" || name == "vanaf";
    html::Field shown{.name = name,
                      .label = look.say("portal.try.field." + name, {{"parameter", std::string(field.parameter)}}),
                      .need = html::Field::Need::optional};
    const std::string hint = "portal.try.hint." + std::string(now.door->code) + "." + name;
    if (look.frame.texts().has(hint)) shown.description = look.say(hint, {{"example", R"({"soort": "snel"})"}});
    fields += html::text_field(look.say, shown,
                               {.value = filled_in(field, look.request.query, now.set),
                                .kind = is_number ? html::InputKind::whole_number : html::InputKind::code,
                                .width = is_number ? html::InputWidth::number : html::InputWidth::full,
                                .autocomplete = "off"});
  }
  fields += html::button(look.say("portal.try.button"));
  return html::section("invullen", look.say("portal.try.fill-in"), html::query_form(look.url(page_path), fields));
}

Html code(const Look& look, const std::string& what, const std::string& text) {
  const std::string label = look.say("portal.try.region", {{"what", what}});
  // Reachable with the keyboard, because long lines scroll (WCAG 2.1.1).
  return html::el("pre", {{"class", "sas-code-block"}, {"tabindex", "0"}, {"role", "region"}, {"aria-label", label}},
                  {html::el("code", {}, {Html(text)})});
}

// The door is asked as a stranger would ask it: without the cookies and the headers of who looks at this page. It is
// counted as a question of his address.
Response ask(const http::Router& doors, const Request& request, const std::string& target) {
  const auto read = http::parse_target(target);
  const http::Match match = read ? doors.match(http::Method::get, read->path) : http::Match{};
  if (match.outcome != http::Outcome::found)
    return http::problem({ErrorKind::not_found, "address-unknown", "there is no such address", {}}, request);
  Request asked;
  asked.path = read->path;
  asked.raw_target = target;
  asked.params = match.params;
  asked.query = read->query;
  asked.trace_id = request.trace_id;
  asked.deadline = request.deadline;
  asked.client = request.client;
  asked.from_loopback = request.from_loopback;
  return http::settled(match.route->handler(asked));
}

std::string header_of(const Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers)
    if (key == name) return value;
  return {};
}

Html answer_section(const Look& look, const http::Router& doors, const std::string& target) {
  const Response response = ask(doors, look.request, target);
  std::string text = in_lines(response.body);
  const bool is_long = text.size() > most_shown;
  if (is_long) text.resize(text.rfind('\n', most_shown));
  std::vector<html::Term> terms{{look.say("portal.try.status"), Html(std::to_string(response.status))},
                                {look.say("portal.try.type"), Html(header_of(response, "Content-Type"))}};
  if (const std::string left = header_of(response, "RateLimit"); !left.empty())
    terms.push_back({"RateLimit", Html(left)});
  Html out = html::data_list(terms) + code(look, look.say("portal.try.answer"), text);
  if (is_long) out += html::paragraph(look.say("portal.try.cut"));
  return html::section("antwoord", look.say("portal.try.answer"), out);
}

Html call_sections(const Look& look, const std::string& url) {
  Html out;
  for (const Example& example : calls(url))
    out += html::heading(3, example.language) +
           code(look, look.say("portal.examples.label", {{"language", example.language}}), example.code);
  return html::section("programma", look.say("portal.try.code"),
                       html::paragraph(look.say("portal.try.code-text")) + out);
}

Response show(const Counter& counter, const http::Router& doors, const Shelf& shelf, const Request& request) {
  const Look look(counter.frame, request);
  const Choice now = chosen(request, doors, shelf);
  html::Page page;
  page.title = look.say("portal.try.title");
  page.description = look.say("portal.try.text");
  page.width = html::Page::Width::wide;
  page.index = html::Page::Index::forbid;
  page.breadcrumbs = trail(look);
  page.breadcrumbs.push_back({look.say("portal.developers.title"), look.url("/data/ontwikkelaars")});
  page.body = html::heading(1, page.title) + html::lead(page.description) +
              html::section("kiezen", look.say("portal.try.pick"),
                            html::query_form(look.url(page_path), choice_fields(look, doors, shelf, now)));
  if (!now.is_complete()) {
    page.body += html::paragraph(look.say("portal.try.no-set"));
    return counter.frame.show(request, std::move(page));
  }
  const std::string target = try_target(*now.door, request.query, now.set);
  const std::string url = counter.frame.publisher().public_url + target;
  page.body += fill_in(look, now) +
               html::section("adres", look.say("portal.try.address"),
                             code(look, look.say("portal.try.address"), url) +
                                 html::paragraph(html::link(look.say("portal.try.open"), target))) +
               answer_section(look, doors, target) + call_sections(look, url);
  return counter.frame.show(request, std::move(page));
}

}  // namespace

Html try_choices(const Look& look, const http::Router& doors, const Shelf& shelf) {
  const Choice first{&try_doors().front(), {}};
  return html::section("proberen", look.say("portal.try.title"),
                       html::paragraph(look.say("portal.try.text")) +
                           html::query_form(look.url(page_path), choice_fields(look, doors, shelf, first)));
}

void add_try_pages(http::Router& router, const SharedCounter& counter) {
  http::Route route;
  route.pattern = std::string(page_path);
  route.summary = "Try an API: its parameters, the answer, and the same call in four languages";
  route.handler = [counter, doors = &router](const Request& request) {
    return show(*counter, *doors, *counter->shelves.now(), request);
  };
  router.add(std::move(route));
}

}  // namespace sas::portal
