#include "base/csv.h"
#include "base/json.h"
#include "calendar/explain.h"
#include "html/markdown.h"
#include "people/page_cache.h"
#include "site/routes.h"
#include "site/site.h"

namespace sas::site {
namespace {

using html::Html;
using http::Response;
using people::Visit;

class ProductPages {
 public:
  explicit ProductPages(const SiteParts& parts) : parts_(parts), kept_(parts.clock) {}

  Result<Response> list(const Visit& visit) const {
    const Language l = visit.language();
    html::Page page;
    page.title = visit.say("site.products.title");
    page.breadcrumbs = {{visit.say("site.home.short"), visit.url("/")}};
    page.body = html::heading(1, visit.say("site.products.title"));
    page.body += html::search_box(
        visit.say, {visit.url("/zoeken"), visit.say("site.search.label"), "", html::SearchBox::Size::normal});
    for (const catalogue::Theme& theme : parts_.catalogue.themes) {
      std::vector<html::Link> links;
      for (const catalogue::Product* p : parts_.catalogue.in_theme(theme.id))
        links.push_back({p->name.in(l), visit.url("/producten/" + p->id.text())});
      if (!links.empty()) page.body += html::section(theme.id, theme.name.in(l), html::link_list(links));
    }
    page.body += html::paragraph(html::link(visit.say("site.products.coverage"), visit.url("/dekking")));
    return parts_.gate.show(visit, std::move(page));
  }

  Result<Response> show(const Visit& visit) {
    return kept_.get(visit, [&] { return fresh(visit); });
  }

 private:
  Result<Response> fresh(const Visit& visit) const {
    const catalogue::Product* p = parts_.catalogue.find(ProductId(visit.request.param("slug")));
    if (p == nullptr) return fail(ErrorKind::not_found, "product-unknown");
    const Language l = visit.language();
    html::Page page;
    page.title = p->name.in(l);
    page.description = p->summary.in(l);
    page.breadcrumbs = {{visit.say("site.home.short"), visit.url("/")},
                        {visit.say("site.products.short"), visit.url("/producten")}};
    page.body = html::heading(1, p->name.in(l)) + html::lead(p->summary.in(l));
    if (p->delivery == catalogue::Delivery::in_person)
      page.body += html::alert(visit.say, html::AlertKind::info, visit.say("site.product.in-person"),
                               html::paragraph(p->in_person.in(l)));
    page.body += html::link_button(
        visit.say(p->delivery == catalogue::Delivery::in_person ? "site.product.book" : "site.product.start"),
        visit.url("/producten/" + p->id.text() + "/aanvragen"));
    page.body += promise(visit, *p);
    page.body += facts(visit, *p);
    page.body += html::markdown(p->body.in(l));
    page.body += channels(visit, *p);
    page.body += law(visit, *p);
    return parts_.gate.show(visit, std::move(page));
  }

 public:
  Response as_json() const {
    json::Array out;
    for (const catalogue::Product& p : parts_.catalogue.products) {
      json::Array channels;
      for (const catalogue::Channel& c : p.channels)
        channels.push_back(json::Object{{"kind", catalogue::to_text(c.kind)}, {"nl", c.how.nl}, {"en", c.how.en}});
      json::Object item{{"product", p.id.text()},     {"upl_name", p.upl_name}, {"upl_uri", p.upl_uri},
                        {"name_nl", p.name.nl},       {"name_en", p.name.en},   {"summary_nl", p.summary.nl},
                        {"summary_en", p.summary.en}, {"channels", channels}};
      if (p.costs.amount) item["cents"] = p.costs.amount->count();
      if (const auto* promise = p.promise_on(local_date(parts_.clock.now()))) {
        item["promise_nl"] = promise->text.nl;
        item["promise_en"] = promise->text.en;
        item["promise_length"] = calendar::to_iso8601(promise->length);
      }
      out.push_back(std::move(item));
    }
    return http::json_response(json::write(out));
  }

  Response as_csv() const {
    std::string out =
        csv::line({"product", "upl_name", "upl_uri", "name_nl", "name_en", "cents", "promise_nl", "promise_length"});
    for (const catalogue::Product& p : parts_.catalogue.products) {
      const auto* promise = p.promise_on(local_date(parts_.clock.now()));
      out += csv::line({p.id.text(), p.upl_name, p.upl_uri, p.name.nl, p.name.en,
                        p.costs.amount ? std::to_string(p.costs.amount->count()) : "",
                        promise == nullptr ? "" : promise->text.nl,
                        promise == nullptr ? "" : calendar::to_iso8601(promise->length)});
    }
    return http::csv_response(std::move(out), "producten.csv");
  }

 private:
  Html promise(const Visit& visit, const catalogue::Product& p) const {
    const auto* now = p.promise_on(local_date(parts_.clock.now()));
    if (now == nullptr) return {};
    Html out =
        html::promise_box(visit.say, {now->text.in(visit.language()), parts_.last_month(p.id), visit.url("/beloften")});
    const std::string ready = parts_.ready_product ? parts_.ready_product(visit.say, p.id) : std::string();
    if (!ready.empty())
      out += html::paragraph(Html(ready + " ") +
                             html::link(visit.say("site.product.ready-how"), visit.url("/verwachting")));
    if (const auto* before = p.promise_version(now->version - 1))
      out += html::paragraph(
          visit.say("site.product.promise-was", {{"date", html::short_date(now->valid_from, visit.language())},
                                                 {"before", before->text.in(visit.language())}}));
    return out;
  }

  static Html facts(const Visit& visit, const catalogue::Product& p) {
    std::vector<Html> needs;
    for (const Bilingual& need : p.needs) needs.emplace_back(need.in(visit.language()));
    const char* login = p.login.level == catalogue::Assurance::high          ? "site.product.login-high"
                        : p.login.level == catalogue::Assurance::substantial ? "site.product.login-substantial"
                        : p.login.level == catalogue::Assurance::low         ? "site.product.login-low"
                                                                             : "site.product.login-none";
    const bool business = p.audience.size() == 1 && p.audience.front() == catalogue::Audience::business;
    const char* whom = business                 ? "site.product.for-business"
                       : p.audience.size() == 2 ? "site.product.for-both"
                                                : "site.product.for-resident";
    return html::data_list({{visit.say("site.product.costs"), p.costs.text.in(visit.language())},
                            {visit.say("site.product.needs"), html::bullet_list(needs)},
                            {visit.say("site.product.for"), visit.say(whom)},
                            {visit.say("site.product.login"),
                             visit.say(p.login.anonymous ? "site.product.login-free" : login) + " " +
                                 (p.login.representation ? visit.say("site.product.representation") : std::string())}});
  }

  static Html channels(const Visit& visit, const catalogue::Product& p) {
    std::vector<html::Term> ways;
    for (const catalogue::Channel& c : p.channels)
      ways.push_back(
          {visit.say("site.channel." + std::string(catalogue::to_text(c.kind))), c.how.in(visit.language())});
    return html::section("manieren", visit.say("site.product.channels"), html::data_list(ways));
  }

  static Html law(const Visit& visit, const catalogue::Product& p) {
    const Language l = visit.language();
    Html inside = html::paragraph(
        visit.say("site.product.legal-term",
                  {{"length", calendar::describe(p.legal_term.length, calendar::Counting::calendar_days, l)},
                   {"article", p.legal_term.article.in(l)}}));
    if (p.legal_term.tacit()) inside += html::paragraph(visit.say("site.product.silence"));
    inside += html::paragraph(visit.say("site.product.upl", {{"name", p.upl_name}}) + " " + p.upl_uri);
    return html::details(visit.say("site.product.law"), inside);
  }

  SiteParts parts_;
  people::PageCache kept_;
};

}  // namespace

void add_product_pages(http::Router& router, const SiteParts& parts) {
  const auto pages = std::make_shared<ProductPages>(parts);
  using enum http::Method;
  using enum http::FieldType;
  using enum http::Field::Value;
  add_route(router, get, "/producten", "All products",
            parts.gate.anyone([pages](const Visit& v) { return pages->list(v); }));
  add_route(router, get, "/producten.json", "All products as JSON",
            [pages](const http::Request&) { return pages->as_json(); }, /*max_body=*/0,
            {{"product", text, "short name"},
             {"upl_name", text, "name in the uniform product list"},
             {"upl_uri", text, "its address in that list"},
             {"name_nl", text, "name in Dutch"},
             {"name_en", text, "name in English"},
             {"summary_nl", text, "what it is, in Dutch"},
             {"summary_en", text, "what it is, in English"},
             {"channels", list, "the ways to us, with how in both languages"},
             {"cents", integer, "price in cents, where there is one price", may_be_absent},
             {"promise_nl", text, "what we promise, in Dutch", may_be_absent},
             {"promise_en", text, "what we promise, in English", may_be_absent},
             {"promise_length", text, "length of the promise (ISO 8601)", may_be_absent}});
  add_route(router, get, "/producten.csv", "All products as CSV",
            [pages](const http::Request&) { return pages->as_csv(); });
  add_route(router, get, "/producten/{slug}", "One product",
            parts.gate.anyone([pages](const Visit& v) { return pages->show(v); }));
}

}  // namespace sas::site
