#include "promises/service_pages.h"

#include <algorithm>
#include <memory>

#include "html/components.h"
#include "promises/routes.h"
#include "promises/shapes.h"

namespace sas::promises {
namespace {

using html::Html;
using http::Response;
using people::Visit;

bool publishable(const ServiceScore& score) { return score.due >= smallest_group; }

std::vector<Html> row_of(const Visit& visit, const ServicePromise& promise, const ServiceScore* score) {
  const Language l = visit.language();
  std::vector<Html> row{promise.text.in(l), visit.say("promises.service.channel." + promise.channel)};
  if (score == nullptr || !publishable(*score)) {
    row.push_back(visit.say(score == nullptr ? "promises.service.nothing" : "promises.forecast.too-few"));
    row.insert(row.end(), 3, Html("–"));
    return row;
  }
  const bool reached = *score->share * 100 >= promise.share;
  row.push_back(visit.say("promises.of", {{"kept", html::number(score->kept, l)}, {"due", html::number(score->due, l)}}));
  row.push_back(html::paragraph(html::strong(html::percent(*score->share, l))) +
                html::badge(visit.say(reached ? "promises.reached" : "promises.not-reached", {{"share", std::to_string(promise.share) + "%"}}),
                            reached ? html::Tone::ok : html::Tone::warning));
  row.push_back(visit.say("promises.between", {{"low", html::percent(score->interval->low, l)}, {"high", html::percent(score->interval->high, l)}}));
  row.push_back(html::number(score->open_overdue, l));
  return row;
}

class ServicePages {
 public:
  explicit ServicePages(const ServiceParts& parts) : parts_(parts) {}

  Result<Response> show(const Visit& visit) const {
    const auto figures = parts_.figures.current();
    if (!figures) return fail(Error(figures.error()));
    html::Page page;
    page.title = visit.say("promises.service.title");
    page.description = visit.say("promises.service.lead");
    page.width = html::Page::Width::wide;
    page.breadcrumbs = {{visit.say("promises.home"), visit.url("/")}, {visit.say("promises.title"), visit.url("/beloften")}};
    page.body = html::heading(1, page.title) + html::lead(page.description);
    page.body += service_table(visit, **figures, parts_.figures.promises());
    page.body += html::section("zo-tellen-wij", visit.say("promises.how.title"),
                               html::bullet_list({visit.say("promises.service.how-figure"), visit.say("promises.service.how-clock"),
                                                  visit.say("promises.service.how-version"), visit.say("promises.how.source")}));
    page.body += html::section("zelf-narekenen", visit.say("promises.data.title"),
                               html::paragraph(html::link("JSON", "/beloften/dienst.json") + Html(" · ") + html::link("CSV", "/beloften/dienst.csv")));
    return parts_.gate.show(visit, std::move(page));
  }

  Response as_json(const http::Request& request) const {
    const auto figures = parts_.figures.current();
    if (!figures) return http::problem(figures.error(), request);
    return http::json_response(to_json(service_rows(**figures)));
  }
  Response as_csv(const http::Request& request) const {
    const auto figures = parts_.figures.current();
    if (!figures) return http::problem(figures.error(), request);
    return http::csv_response(to_csv(service_rows(**figures)), "dienstbeloften.csv");
  }

 private:
  ServiceParts parts_;
};

}  // namespace

Html service_table(const Visit& visit, const ServiceSnapshot& snapshot, const std::vector<ServicePromise>& promises) {
  const Language l = visit.language();
  using Align = html::Column::Align;
  html::Table out;
  out.caption = visit.say("promises.service.caption", {{"month", html::month_name(snapshot.last_month().from, l)}});
  out.columns = {{visit.say("promises.service.promise")},        {visit.say("promises.service.channel")},
                 {visit.say("promises.table.kept"), Align::end}, {visit.say("promises.table.share"), Align::end},
                 {visit.say("promises.table.between"), Align::end}, {visit.say("promises.table.open"), Align::end}};
  out.empty_text = visit.say("promises.service.none");
  for (const ServicePromise& promise : promises) {
    const ServiceScore* score = snapshot.find(promise, snapshot.last_month());
    if (score == nullptr && !promise.in_force(snapshot.today)) continue;
    out.rows.push_back(row_of(visit, promise, score));
  }
  out.foot = html::paragraph(visit.say("promises.service.foot", {{"today", html::short_date(snapshot.today, l)}, {"seq", html::number(snapshot.seq, l)}}));
  return html::section("dienstbeloften", visit.say("promises.service.title"), html::table(out));
}

std::vector<DataRow> service_rows(const ServiceSnapshot& snapshot) {
  std::vector<DataRow> out;
  for (const ServiceScore& score : snapshot.scores) {
    DataRow row{{"product", score.promise->id},
                {"upl_uri", std::string()},
                {"version", std::int64_t{score.promise->version}},
                {"promise", score.promise->text.nl},
                {"channel", score.promise->channel},
                {"from", format_iso_date(score.period.from)},
                {"until", format_iso_date(score.period.until)}};
    const bool shown = publishable(score);
    row.emplace_back("due", shown ? Cell(score.due) : Cell(nullptr));
    row.emplace_back("kept", shown ? Cell(score.kept) : Cell(nullptr));
    row.emplace_back("share", shown ? Cell(*score.share) : Cell(nullptr));
    row.emplace_back("ci_low", shown ? Cell(score.interval->low) : Cell(nullptr));
    row.emplace_back("ci_high", shown ? Cell(score.interval->high) : Cell(nullptr));
    for (const std::string_view name : {"median_days", "p90_days", "median_days_with_pauses", "p90_days_with_pauses"}) row.emplace_back(name, nullptr);
    row.emplace_back("open_overdue", shown ? Cell(score.open_overdue) : Cell(nullptr));
    out.push_back(std::move(row));
  }
  return out;
}

void add_service_pages(http::Router& router, const ServiceParts& parts) {
  const auto pages = std::make_shared<ServicePages>(parts);
  using enum http::Method;
  add_route(router, get, "/beloften/dienst", "Promises about our service and what came of them", parts.gate.anyone([pages](const Visit& v) { return pages->show(v); }));
  add_route(router, get, "/beloften/dienst.json", "Promises about our service as JSON", [pages](const http::Request& r) { return pages->as_json(r); }, shapes::service_figures());
  add_route(router, get, "/beloften/dienst.csv", "Promises about our service as CSV", [pages](const http::Request& r) { return pages->as_csv(r); });
}

}  // namespace sas::promises
