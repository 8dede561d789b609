#include "promises/widget_pages.h"

#include <algorithm>
#include <memory>

#include "html/components.h"
#include "http/conditional.h"
#include "promises/routes.h"
#include "promises/shapes.h"
#include "promises/rows.h"
#include "promises/widget.h"

namespace sas::promises {
namespace {

using html::Html;
using http::Response;
using people::Visit;

// A promise with what came of it last month; the outcome is none when there is too little to publish.
struct Told {
  std::string id;
  Bilingual name;
  Bilingual text;
  int wanted = 0;   // percent
  Date month;
  std::optional<double> share;
  std::int64_t due = 0;
  std::optional<Date> ready_by;
};

// Any website may show these: no login, no cookies, nothing personal in them (Fetch standard, CORP clause 3.7).
Response shared(Response response) {
  response.with("Access-Control-Allow-Origin", "*").with("Cross-Origin-Resource-Policy", "cross-origin").with("Cache-Control", "public, max-age=300");
  return response.with("ETag", http::etag_of(response.body));
}

class WidgetPages {
 public:
  explicit WidgetPages(const WidgetParts& parts) : parts_(parts) {}

  Result<Response> picture(const Visit& visit) const {
    const auto told = find(visit.request.param("slug"));
    if (!told) return fail(Error(told.error()));
    const Language l = visit.language();
    Widget widget{told->name.in(l), told->text.in(l), outcome(visit, *told), told->share, "", visit.say("promises.widget.source", {{"municipality", parts_.municipality}}), l};
    if (told->ready_by) widget.ready = visit.say("promises.widget.ready", {{"date", html::short_date(*told->ready_by, l)}});
    Response response;
    response.body = widget_svg(widget);
    // The picture brings its own style and nothing else.
    response.with("Content-Type", "image/svg+xml; charset=utf-8").with("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
    return shared(std::move(response));
  }

  Response as_json(const http::Request& request) const {
    const auto told = find(request.param("slug"));
    if (!told) return http::problem(told.error(), request);
    const DataRow row{{"id", told->id},
                      {"name_nl", told->name.nl},
                      {"name_en", told->name.en},
                      {"promise_nl", told->text.nl},
                      {"promise_en", told->text.en},
                      {"wanted_share", told->wanted / 100.0},
                      {"month", format_iso_date(told->month).substr(0, 7)},
                      {"share", told->share ? Cell(*told->share) : Cell(nullptr)},
                      {"due", told->share ? Cell(told->due) : Cell(nullptr)},
                      {"ready_by", told->ready_by ? Cell(format_iso_date(*told->ready_by)) : Cell(nullptr)}};
    return shared(http::json_response(to_json({row})));
  }

  Result<Response> snippet(const Visit& visit) const {
    const Language l = visit.language();
    html::Page page;
    page.title = visit.say("promises.widget.title");
    page.description = visit.say("promises.widget.lead");
    page.breadcrumbs = {{visit.say("promises.home"), visit.url("/")}, {visit.say("promises.title"), visit.url("/beloften")}};
    page.body = html::heading(1, page.title) + html::lead(page.description);
    std::vector<html::Choice> choices;
    for (const catalogue::Product& product : parts_.catalogue.products) choices.push_back({product.id.text(), product.name.in(l), ""});
    const Date today = local_date(parts_.clock.now());
    for (const ServicePromise& promise : parts_.service.promises())
      if (promise.in_force(today)) choices.push_back({promise.id, promise.text.in(l), ""});
    std::string chosen = visit.request.query.get("belofte");
    if (!find(chosen)) chosen = choices.empty() ? std::string() : choices.front().value;
    html::Field field;
    field.name = "belofte";
    field.label = visit.say("promises.widget.which");
    page.body += html::query_form(visit.url("/beloften/overnemen"), html::select_field(visit.say, field, choices, chosen) + html::button(visit.say("promises.widget.show"), html::ButtonKind::secondary));
    if (const auto told = find(chosen)) page.body += example(visit, *told);
    return parts_.gate.show(visit, std::move(page));
  }

 private:
  Result<Told> find(const std::string& id) const {
    if (const catalogue::Product* product = parts_.catalogue.find(ProductId(id))) return of_product(*product);
    return of_service(id);
  }

  Result<Told> of_product(const catalogue::Product& product) const {
    const Date today = local_date(parts_.clock.now());
    const catalogue::Promise* promise = product.promise_on(today);
    if (promise == nullptr) return fail(ErrorKind::not_found, "promise-unknown");
    Told out{product.id.text(), product.name, promise->text, promise->share, months_until(today, 1).front().from, std::nullopt, 0, std::nullopt};
    if (const auto outcome = parts_.figures.last_month(product.id)) {
      out.share = outcome->share;
      out.due = outcome->cases;
    }
    if (const auto forecast = parts_.forecasts.for_product(product.id)) out.ready_by = forecast->ready_by;
    return out;
  }

  Result<Told> of_service(const std::string& id) const {
    const auto snapshot = parts_.service.current();
    if (!snapshot) return fail(Error(snapshot.error()));
    const auto& all = parts_.service.promises();
    const auto at = std::find_if(all.begin(), all.end(), [&](const ServicePromise& p) { return p.id == id && p.in_force((*snapshot)->today); });
    if (at == all.end()) return fail(ErrorKind::not_found, "promise-unknown");
    Told out{at->id, at->text, at->text, at->share, (*snapshot)->last_month().from, std::nullopt, 0, std::nullopt};
    const ServiceScore* score = (*snapshot)->find(*at, (*snapshot)->last_month());
    if (score != nullptr && score->due >= smallest_group) {
      out.share = score->share;
      out.due = score->due;
    }
    return out;
  }

  static std::string outcome(const Visit& visit, const Told& told) {
    const Language l = visit.language();
    const std::string month = html::month_name(told.month, l);
    if (!told.share) return visit.say("promises.widget.too-few", {{"month", month}});
    return visit.say("promises.widget.outcome", {{"month", month}, {"share", html::percent(*told.share, l)}, {"due", html::number(told.due, l)}});
  }

  Html example(const Visit& visit, const Told& told) const {
    const std::string prefix = parts_.public_url + std::string(visit.request.prefix());
    const std::string alt = told.text.in(visit.language());
    const std::string code = "<a href=\"" + prefix + "/beloften\"><img src=\"" + prefix + "/beloften/" + told.id + ".svg\" width=\"360\" alt=\"" + Html(alt).take() + "\"></a>";
    Html out = html::paragraph(html::empty_el("img", {{"src", visit.url("/beloften/" + told.id + ".svg")}, {"width", "360"}, {"alt", alt}}));
    html::Field field;
    field.name = "code";
    field.label = visit.say("promises.widget.code");
    field.description = visit.say("promises.widget.code-hint");
    out += html::textarea_field(visit.say, field, {code, 5, 2000});
    out += html::paragraph(html::link(visit.say("promises.widget.data"), "/beloften/" + told.id + ".json"));
    return html::section("voorbeeld", told.name.in(visit.language()), out);
  }

  WidgetParts parts_;
};

}  // namespace

void add_widget_pages(http::Router& router, const WidgetParts& parts) {
  const auto pages = std::make_shared<WidgetPages>(parts);
  using enum http::Method;
  add_route(router, get, "/beloften/{slug}.svg", "One promise as a picture for another website", parts.gate.anyone([pages](const Visit& v) { return pages->picture(v); }));
  add_route(router, get, "/beloften/{slug}.json", "One promise as JSON for another website", [pages](const http::Request& r) { return pages->as_json(r); }, shapes::promise());
  add_route(router, get, "/beloften/overnemen", "How another website shows a promise", parts.gate.anyone([pages](const Visit& v) { return pages->snippet(v); }));
}

}  // namespace sas::promises
