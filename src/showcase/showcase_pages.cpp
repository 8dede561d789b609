#include "showcase/showcase_pages.h"

#include <memory>

#include "embedded/showcase_texts.h"
#include "html/components.h"
#include "people/rate_limit.h"

namespace sas::showcase {
namespace {

using html::Html;
using http::Response;
using people::Visit;

constexpr std::string_view desk = "/balie/open-data/gemaakt";
// Each of them is read by a person.
constexpr people::Rate everybody{60, 10};
constexpr people::Rate one_client{5, 1};

/// The name of a field on the page, by what checked() calls it.
std::string name_of(std::string_view field) {
  if (field == "title") return "titel";
  if (field == "url") return "adres";
  return field == "made_by" ? "maker" : "uitleg";
}

class ShowcasePages {
 public:
  ShowcasePages(const people::Gate& gate, const ShowcaseParts& parts)
      : gate_(gate), parts_(parts), limit_(parts.clock, parts.random, everybody, one_client) {}

  Result<Response> form(const Visit& visit) { return form_page(visit, {}, nullptr, 200); }

  Result<Response> propose(const Visit& visit) {
    const auto form = http::read_form(visit.request);
    if (!form) return fail(Error(form.error()));
    const http::Fields& fields = form->fields;
    const Proposal typed{visit.request.param("set"), fields.get("titel"), fields.get("adres"), fields.get("maker"),
                         fields.get("uitleg")};
    if (const auto right = checked(typed); !right) return form_page(visit, typed, &right.error(), 422);
    if (!limit_.allow("showcase.propose", visit.request.client)) return fail(ErrorKind::too_many, "too-many-requests");
    if (auto done = showcase::propose(parts_, typed); !done) return fail(std::move(done));
    html::Page page = page_of(visit, visit.say("showcase.thanks"));
    page.body += html::lead(visit.say("showcase.thanks-text"));
    page.body += html::paragraph(html::link(visit.say("showcase.back"), visit.url("/data/" + typed.dataset)));
    return gate_.show(visit, std::move(page));
  }

  Result<Response> list(const Visit& visit) {
    const auto reuses = all(parts_.records);
    if (!reuses) return fail(Error(reuses.error()));
    html::Page page = page_of(visit, visit.say("showcase.desk"));
    page.face = html::Page::Face::workplace;
    page.width = html::Page::Width::wide;
    page.breadcrumbs = {{visit.say("showcase.work"), visit.url("/balie")},
                        {visit.say("showcase.open-data"), visit.url("/balie/open-data")}};
    page.body += html::lead(visit.say("showcase.desk-text")) + table_of(visit, *reuses, Standing::waits) +
                 table_of(visit, *reuses, Standing::is_shown);
    return gate_.show(visit, std::move(page));
  }

  Result<Response> agree(const Visit& visit) {
    return done(visit, showcase::agree(parts_, visit.request.param("reuse"), visit.viewer.acting_text()));
  }
  Result<Response> remove(const Visit& visit) {
    return done(visit, showcase::remove(parts_, visit.request.param("reuse"), visit.viewer.acting_text()));
  }

 private:
  enum class Standing { waits, is_shown };

  static Result<Response> done(const Visit& visit, const Result<Done>& result) {
    // Somebody else was quicker: the list shows how it stands now.
    if (!result && result.error().code != "reuse-unknown") return fail(Error(result.error()));
    return http::see_other(visit.url(desk));
  }

  static html::Page page_of(const Visit& visit, const std::string& title) {
    html::Page page;
    page.title = title;
    page.index = html::Page::Index::forbid;
    page.breadcrumbs = {{visit.say("showcase.data"), visit.url("/data")}};
    page.body = html::heading(1, title);
    return page;
  }

  static html::Field field(const Visit& visit, const std::string& key, const Error* error) {
    html::Field out;
    out.name = name_of(key);
    out.label = visit.say("showcase.field." + key);
    out.description = visit.say("showcase.hint." + key);
    if (key == "made_by") out.need = html::Field::Need::optional;
    if (error != nullptr)
      for (const FieldError& wrong : error->fields)
        if (wrong.field == key) out.error = visit.say("showcase.wrong." + key);
    return out;
  }

  static Html fields(const Visit& visit, const Proposal& typed, const Error* error) {
    const html::TextInput title{.value = typed.title, .autocomplete = "off"},
        url{.value = typed.url, .autocomplete = "url"}, made_by{.value = typed.made_by, .autocomplete = "off"};
    return html::text_field(visit.say, field(visit, "title", error), title) +
           html::text_field(visit.say, field(visit, "url", error), url) +
           html::textarea_field(visit.say, field(visit, "summary", error), {.value = typed.summary, .rows = 4}) +
           html::text_field(visit.say, field(visit, "made_by", error), made_by) +
           html::button(visit.say("showcase.send"));
  }

  Result<Response> form_page(const Visit& visit, const Proposal& typed, const Error* error, int status) {
    const auto catalogue = parts_.reader.catalogue();
    const auto* history = catalogue->find(visit.request.param("set"));
    const auto current = history == nullptr ? nullptr : history->current();
    if (current == nullptr) return fail(ErrorKind::not_found, "dataset-unknown");
    const std::string set = current->release.description.title.in(visit.language());
    html::Page page = page_of(visit, visit.say("showcase.title", {{"set", set}}));
    page.breadcrumbs.push_back({set, visit.url("/data/" + history->dataset)});
    if (error != nullptr) {
      page.state = html::Page::State::has_errors;
      std::vector<html::FieldMessage> messages;
      for (const FieldError& wrong : error->fields)
        messages.push_back({name_of(wrong.field), visit.say("showcase.wrong." + wrong.field)});
      page.body = html::error_summary(visit.say, messages) + page.body;
    }
    page.body += html::lead(visit.say("showcase.lead")) +
                 html::form({visit.url("/data/" + history->dataset + "/laat-zien"), visit.csrf_token},
                            fields(visit, typed, error));
    return gate_.show(visit, std::move(page), status);
  }

  static Html table_of(const Visit& visit, const std::vector<Reuse>& reuses, Standing standing) {
    const bool waits = standing == Standing::waits;
    const std::string key = waits ? "showcase.waiting" : "showcase.shown";
    html::Table table;
    table.caption = visit.say(key);
    for (const char* column : {"title", "set", "summary", "made_by", "since", "do"})
      table.columns.push_back({visit.say("showcase.column." + std::string(column))});
    table.empty_text = visit.say(key + ".none");
    for (const Reuse& reuse : reuses)
      if (waits != reuse.agreed_at.has_value()) table.rows.push_back(row_of(visit, reuse));
    return html::table(table);
  }

  static std::vector<Html> row_of(const Visit& visit, const Reuse& reuse) {
    const Proposal& what = reuse.what;
    const Instant since = reuse.agreed_at.value_or(reuse.proposed_at);
    Html buttons;
    if (!reuse.agreed_at) buttons += button_of(visit, reuse, "agree", "akkoord", html::ButtonKind::primary);
    buttons += button_of(visit, reuse, "remove", "weg", html::ButtonKind::danger);
    return {html::link(what.title, what.url) + html::paragraph(what.url),
            html::link(what.dataset, visit.url("/data/" + what.dataset)),
            Html(what.summary),
            Html(what.made_by),
            Html(html::short_date(local_date(since), visit.language())),
            buttons};
  }

  static Html button_of(const Visit& visit, const Reuse& reuse, const std::string& key, const std::string& verb,
                        html::ButtonKind kind) {
    return html::form({visit.url(std::string(desk) + "/" + reuse.id + "/" + verb), visit.csrf_token},
                      html::button(visit.say("showcase." + key, {{"title", reuse.what.title}}), kind));
  }

  const people::Gate& gate_;
  const ShowcaseParts parts_;
  people::RateLimit limit_;
};

using Show = Result<Response> (ShowcasePages::*)(const Visit&);

}  // namespace

std::span<const embedded::File> texts() {
  return embedded::showcase_texts();
}

void add_showcase_pages(http::Router& router, const people::Gate& gate, const ShowcaseParts& parts) {
  const auto pages = std::make_shared<ShowcasePages>(gate, parts);
  const auto page_of = [pages](Show page) {
    return [pages, page](const Visit& visit) { return ((*pages).*page)(visit); };
  };
  const auto add = [&](http::Method method, std::string pattern, std::string summary, http::Handler handler) {
    http::Route route;
    route.method = method;
    route.pattern = std::move(pattern);
    route.summary = std::move(summary);
    route.handler = std::move(handler);
    router.add(std::move(route));
  };
  const auto staff = [&](Show page) {
    return gate.staff({people::Role::editor, people::Role::administrator}, page_of(page));
  };
  using enum http::Method;
  add(get, "/data/{set}/laat-zien", "Show what was made with a data set", gate.anyone(page_of(&ShowcasePages::form)));
  add(post, "/data/{set}/laat-zien", "Propose it", gate.anyone(page_of(&ShowcasePages::propose)));
  const std::string home(desk);
  add(get, home, "What people made with open data", staff(&ShowcasePages::list));
  add(post, home + "/{reuse}/akkoord", "Show it to everybody", staff(&ShowcasePages::agree));
  add(post, home + "/{reuse}/weg", "Remove it", staff(&ShowcasePages::remove));
}

}  // namespace sas::showcase
