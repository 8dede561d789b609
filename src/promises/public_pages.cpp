#include <algorithm>
#include <memory>

#include "html/components.h"
#include "people/page_cache.h"
#include "promises/promises.h"
#include "promises/publication.h"
#include "promises/routes.h"
#include "promises/shapes.h"
#include "promises/wait_words.h"
#include "promises/wording.h"

namespace sas::promises {
namespace {

using html::Html;
using http::Response;
using people::Visit;

// The scores of one month that may be published, with product and promise.
struct Shown {
  const Score* score = nullptr;
  const catalogue::Product* product = nullptr;
  const catalogue::Promise* promise = nullptr;
};

struct Totals {
  std::int64_t due = 0, kept = 0, promises = 0, missed = 0, hidden = 0;
};

class PublicPages {
 public:
  explicit PublicPages(const PromiseParts& parts)
      : parts_(parts), publisher_(parts.store, parts.figures, parts.catalogue, parts.signing), kept_(parts.clock) {}

  Result<Response> show(const Visit& visit) {
    const auto figures = parts_.figures.current();
    if (!figures) return fail(Error(figures.error()));
    return kept_.get(visit, [&] { return all(visit, **figures); }, (*figures)->seq);
  }

  Result<Response> show_product(const Visit& visit) {
    const auto figures = parts_.figures.current();
    if (!figures) return fail(Error(figures.error()));
    return kept_.get(visit, [&] { return product(visit, **figures); }, (*figures)->seq);
  }

  // One of the published files, as it is.
  Response file(const http::Request& request, std::string Publication::*part, http::Response (*as)(std::string)) const {
    const auto publication = publisher_.current();
    if (!publication) return http::problem(publication.error(), request);
    return as((**publication).*part);
  }

 private:
  Result<Response> all(const Visit& visit, const Snapshot& snapshot) const {
    const std::vector<Shown> shown = last_month(snapshot);
    const Totals totals = totals_of(snapshot, shown);
    html::Page page;
    page.title = visit.say("promises.title");
    page.description = visit.say("promises.description");
    page.width = html::Page::Width::wide;
    page.breadcrumbs = {{visit.say("promises.home"), visit.url("/")}};
    page.body = html::heading(1, visit.say("promises.title")) + html::lead(conclusion(visit, snapshot, totals));
    if (!shown.empty()) page.body += chart(visit, snapshot, shown) + table(visit, snapshot, shown);
    page.body += needless_section(visit, snapshot);
    page.body += marks_section(visit, snapshot);
    page.body += html::link_list({{visit.say("promises.service.title"), visit.url("/beloften/dienst")},
                                  {visit.say("promises.forecast.title"), visit.url("/verwachting")},
                                  {visit.say("promises.channels.title"), visit.url("/beloften/kanalen")},
                                  {visit.say("promises.widget.title"), visit.url("/beloften/overnemen")}});
    page.body += how(visit);
    return parts_.gate.show(visit, std::move(page));
  }

  Result<Response> product(const Visit& visit, const Snapshot& snapshot) const {
    const catalogue::Product* product = parts_.catalogue.find(ProductId(visit.request.param("slug")));
    if (product == nullptr) return fail(ErrorKind::not_found, "product-unknown");
    html::Page page;
    page.title = visit.say("promises.waits.title", {{"product", product->name.in(visit.language())}});
    page.description = visit.say("promises.waits.description");
    page.width = html::Page::Width::wide;
    page.breadcrumbs = {{visit.say("promises.home"), visit.url("/")}, {visit.say("promises.title"), visit.url("/beloften")}};
    page.body = html::heading(1, page.title) + waits_of_product(visit, snapshot, product->id);
    return parts_.gate.show(visit, std::move(page));
  }

  std::vector<Shown> last_month(const Snapshot& snapshot) const {
    std::vector<Shown> out;
    for (const Score& score : snapshot.of(snapshot.last_month())) {
      const catalogue::Product* product = parts_.catalogue.find(score.product);
      const catalogue::Promise* promise = product == nullptr ? nullptr : product->promise_version(score.version);
      if (score.whole() && may_publish(score) && promise != nullptr) out.push_back({&score, product, promise});
    }
    std::sort(out.begin(), out.end(), [](const Shown& a, const Shown& b) {
      return std::tuple(a.product->top_task.value_or(99), a.product->id, a.score->version) <
             std::tuple(b.product->top_task.value_or(99), b.product->id, b.score->version);
    });
    return out;
  }

  // Only what is shown is added up: a total that holds hidden groups would give them away.
  static Totals totals_of(const Snapshot& snapshot, const std::vector<Shown>& shown) {
    Totals out;
    for (const Shown& one : shown) {
      out.due += one.score->due;
      out.kept += one.score->kept;
      ++out.promises;
      if (one.score->share * 100 < one.promise->share) ++out.missed;
    }
    const std::vector<Score>& all = snapshot.of(snapshot.last_month());
    out.hidden = std::count_if(all.begin(), all.end(), [](const Score& s) { return s.whole() && !may_publish(s); });
    return out;
  }

  static std::string conclusion(const Visit& visit, const Snapshot& snapshot, const Totals& totals) {
    const Language l = visit.language();
    const std::string month = html::month_name(snapshot.last_month().from, l);
    if (totals.due == 0) return visit.say("promises.none", {{"month", month}});
    const double share = static_cast<double>(totals.kept) / static_cast<double>(totals.due);
    std::string out = visit.say("promises.conclusion", {{"month", month},
                                                        {"kept", html::number(totals.kept, l)},
                                                        {"due", html::number(totals.due, l)},
                                                        {"share", html::percent(share, l)}});
    if (totals.missed == 0) return out + " " + visit.say("promises.all-kept");
    return out + " " + visit.say("promises.missed", {{"n", std::to_string(totals.missed)}, {"of", std::to_string(totals.promises)}});
  }

  static Html chart(const Visit& visit, const Snapshot& snapshot, const std::vector<Shown>& shown) {
    const Language l = visit.language();
    const std::string month = html::month_name(snapshot.last_month().from, l);
    html::ShareChart out;
    out.id = "op-tijd";
    out.title = visit.say("promises.chart.title", {{"month", month}});
    out.description = visit.say("promises.chart.description");
    for (const Shown& one : shown)
      out.bars.push_back({label(visit, snapshot, one), one.score->share, one.score->interval.low, one.score->interval.high,
                          one.promise->share / 100.0});
    return html::section("in-beeld", out.title, html::share_chart(out, l) + html::paragraph(visit.say("promises.chart.legend")));
  }

  // In a month in which a promise changed both versions have cases; then the name alone would stand twice.
  static std::string label(const Visit& visit, const Snapshot& snapshot, const Shown& one) {
    const std::string& name = one.product->name.in(visit.language());
    const std::vector<Score>& all = snapshot.of(snapshot.last_month());
    const auto versions = std::count_if(all.begin(), all.end(), [&](const Score& s) {
      return s.whole() && s.product == one.product->id && may_publish(s);
    });
    if (versions < 2) return name;
    return visit.say("promises.version", {{"product", name}, {"date", html::short_date(one.promise->valid_from, visit.language())}});
  }

  Html table(const Visit& visit, const Snapshot& snapshot, const std::vector<Shown>& shown) const {
    const Language l = visit.language();
    using Align = html::Column::Align;
    html::Table out;
    out.caption = visit.say("promises.table.caption", {{"month", html::month_name(snapshot.last_month().from, l)}});
    out.columns = {{visit.say("promises.table.product")},
                   {visit.say("promises.table.kept"), Align::end}, {visit.say("promises.table.share"), Align::end},
                   {visit.say("promises.table.between"), Align::end}, {visit.say("promises.table.median"), Align::end},
                   {visit.say("promises.table.p90"), Align::end},  {visit.say("promises.table.open"), Align::end},
                   {visit.say("promises.table.year")}};
    for (const Shown& one : shown) {
      const Score& s = *one.score;
      out.rows.push_back({html::link(label(visit, snapshot, one), visit.url("/producten/" + one.product->id.text())) + html::paragraph(one.promise->text.in(l)) +
                              html::paragraph(html::link_about(visit.say("promises.waits.link"), one.product->name.in(l),
                                                               visit.url("/beloften/" + one.product->id.text()))),
                          visit.say("promises.of", {{"kept", html::number(s.kept, l)}, {"due", html::number(s.due, l)}}),
                          verdict(visit, one), between(visit.say, s), days(visit.say, s.median_days), days(visit.say, s.p90_days),
                          html::number(s.open_overdue, l), trend(snapshot, one, visit)});
    }
    const Totals totals = totals_of(snapshot, shown);
    out.foot = html::paragraph(visit.say("promises.table.foot", {{"from", html::short_date(snapshot.last_month().from, l)},
                                                                  {"until", html::short_date(snapshot.last_month().until - std::chrono::days{1}, l)},
                                                                  {"today", html::short_date(snapshot.today, l)},
                                                                  {"seq", html::number(snapshot.seq, l)}}));
    if (totals.hidden > 0) out.foot += html::paragraph(visit.say("promises.table.hidden", {{"n", std::to_string(totals.hidden)}}));
    return html::section("cijfers", visit.say("promises.table.title"), html::table(out));
  }

  static Html verdict(const Visit& visit, const Shown& one) {
    const bool reached = one.score->share * 100 >= one.promise->share;
    return html::paragraph(html::strong(html::percent(one.score->share, visit.language()))) +
           html::badge(visit.say(reached ? "promises.reached" : "promises.not-reached", {{"share", std::to_string(one.promise->share) + "%"}}),
                       reached ? html::Tone::ok : html::Tone::warning);
  }

  static Html trend(const Snapshot& snapshot, const Shown& one, const Visit& visit) {
    html::MonthChart chart;
    chart.id = "verloop-" + one.product->id.text() + "-" + std::to_string(one.score->version);
    chart.title = visit.say("promises.trend", {{"product", one.product->name.in(visit.language())}});
    chart.unit = "%";
    for (const Period& month : snapshot.months) {
      if (month.from > snapshot.last_month().from) break;  // the month that runs says too little yet
      const Score* score = snapshot.find(one.product->id, one.score->version, month);
      html::MonthPoint point{html::month_name(month.from, visit.language()), std::nullopt};
      if (score != nullptr && may_publish(*score)) point.value = score->share * 100;
      chart.description += point.label + (point.value ? ": " + html::percent(score->share, visit.language()) + ". " : ": –. ");
      chart.points.push_back(std::move(point));
    }
    return html::sparkline(chart);
  }

  static Html marks_section(const Visit& visit, const Snapshot& snapshot) {
    const Language l = visit.language();
    using Align = html::Column::Align;
    html::Table out;
    out.caption = visit.say("promises.marks.caption");
    out.columns = {{visit.say("promises.marks.channel")}, {visit.say("promises.marks.mark"), Align::end}, {visit.say("promises.marks.between"), Align::end},
                   {visit.say("promises.marks.answers"), Align::end}, {visit.say("promises.marks.response"), Align::end}};
    for (const Mark& mark : snapshot.marks)
      if (mark.answered >= smallest_group) out.rows.push_back(marks_row(visit, mark));
    out.empty_text = visit.say("promises.marks.none");
    out.foot = html::paragraph(visit.say("promises.marks.foot", {{"from", html::short_date(snapshot.marks_period.from, l)},
                                                                  {"until", html::short_date(snapshot.marks_period.until - std::chrono::days{1}, l)},
                                                                  {"fewest", std::to_string(fewest_marks)}}));
    return html::section("tevreden", visit.say("promises.marks.title"), html::table(out));
  }

  static std::vector<Html> marks_row(const Visit& visit, const Mark& mark) {
    const Language l = visit.language();
    const bool enough = mark.answered >= fewest_marks;
    return {visit.say("promises.channel." + std::string(catalogue::to_text(mark.channel))),
            enough ? html::strong(html::decimal(*mark.mean, 1, l)) : Html(visit.say("promises.marks.too-few")),
            enough ? Html(visit.say("promises.between", {{"low", html::decimal(mark.interval->low, 1, l)}, {"high", html::decimal(mark.interval->high, 1, l)}})) : Html("–"),
            html::number(mark.answered, l), html::percent(*mark.response, l)};
  }

  Html how(const Visit& visit) const {
    std::vector<Html> rules;
    for (const char* key : {"due", "kept", "withdrawn", "version", "between", "days", "small", "source"})
      rules.push_back(Html(visit.say("promises.how." + std::string(key))));
    return html::section("hoe-wij-tellen", visit.say("promises.how.title"), html::bullet_list(rules)) +
           html::section("zelf-narekenen", visit.say("promises.data.title"),
                         html::paragraph(visit.say("promises.data.text")) +
                             html::paragraph(html::link("JSON", "/beloften.json") + Html(" · ") + html::link("CSV", "/beloften.csv")) +
                             html::paragraph(visit.say("promises.data.log")) +
                             html::paragraph(html::link(visit.say("promises.data.log-link"), "/beloften/logboek.jsonl")));
  }

  PromiseParts parts_;
  Publisher publisher_;
  people::PageCache kept_;
};

}  // namespace

void add_public_pages(http::Router& router, const PromiseParts& parts) {
  const auto pages = std::make_shared<PublicPages>(parts);
  using enum http::Method;
  add_route(router, get, "/beloften", "Promises and what came of them", parts.gate.anyone([pages](const Visit& v) { return pages->show(v); }));
  add_route(router, get, "/beloften/{slug}", "Where the time of cases about one product went",
            parts.gate.anyone([pages](const Visit& v) { return pages->show_product(v); }));
  const auto file = [&](std::string path, std::string summary, std::string Publication::*part, http::Response (*as)(std::string),
                        std::vector<http::Field> rows = {}) {
    add_route(router, get, std::move(path), std::move(summary), [pages, part, as](const http::Request& r) { return pages->file(r, part, as); }, std::move(rows));
  };
  const auto json = [](std::string body) { return http::json_response(std::move(body)); };
  const auto lines = [](std::string body) {
    return Response{200, {{"Content-Type", "application/jsonl; charset=utf-8"}}, std::move(body), {}};
  };
  file("/beloften.json", "Promises and what came of them as JSON", &Publication::figures_json, json, shapes::figures());
  file("/beloften.csv", "Promises and what came of them as CSV", &Publication::figures_csv,
       [](std::string body) { return http::csv_response(std::move(body), "beloften.csv"); });
  file("/beloften/logboek.jsonl", "The counts from which the figures of promises can be reckoned again", &Publication::log, lines);
  file("/beloften/wachten.json", "Where the time of cases went as JSON", &Publication::waits_json, json, shapes::waits());
  file("/beloften/wachten.csv", "Where the time of cases went as CSV", &Publication::waits_csv,
       [](std::string body) { return http::csv_response(std::move(body), "wachten.csv"); });
}

}  // namespace sas::promises
