#include <algorithm>
#include <memory>

#include "cases/queries.h"
#include "html/components.h"
#include "promises/promises.h"
#include "promises/routes.h"
#include "promises/rows.h"
#include "promises/wait_words.h"
#include "promises/wording.h"

namespace sas::promises {
namespace {

using html::Html;
using http::Response;
using people::Visit;

constexpr std::chrono::days soon{3};
constexpr std::size_t most_cases = 200;

class ManagerPages {
 public:
  explicit ManagerPages(const PromiseParts& parts) : parts_(parts) {}

  Result<Response> show(const Visit& visit) const {
    const auto figures = parts_.figures.current();
    if (!figures) return fail(Error(figures.error()));
    const auto open = parts_.store.read([&](store::ReadTx& tx) -> Result<std::vector<cases::Case>> {
      cases::Filter filter;
      filter.limit = most_cases;
      return cases::list_cases(tx, filter, visit.viewer);
    });
    if (!open) return fail(Error(open.error()));
    const Snapshot& snapshot = **figures;
    html::Page page;
    page.title = visit.say("promises.desk.title");
    page.face = html::Page::Face::workplace;
    page.index = html::Page::Index::forbid;
    page.width = html::Page::Width::wide;
    page.body = html::heading(1, visit.say("promises.desk.title"));
    page.body += at_risk(visit, *open, snapshot.today);
    page.body += html::paragraph(html::link(visit.say("promises.danger.link"), visit.url("/balie/in-gevaar")));
    page.body += needless_section(visit, snapshot);
    page.body += html::paragraph(html::link(visit.say("promises.channels.title"), visit.url("/balie/kanalen")));
    page.body += html::section("deze-maand", visit.say("promises.desk.this-month"), table(visit, snapshot, snapshot.months.back()));
    if (snapshot.months.back() != snapshot.last_month())
      page.body += html::section("vorige-maand", visit.say("promises.desk.last-month"), table(visit, snapshot, snapshot.last_month()));
    page.body += html::paragraph(html::link(visit.say("promises.desk.public"), visit.url("/beloften")));
    return parts_.gate.show(visit, std::move(page));
  }

  // The same picture as residents see, and beside it where the time of open and closed cases of this month went, channel by channel.
  Result<Response> product(const Visit& visit) const {
    const auto figures = parts_.figures.current();
    if (!figures) return fail(Error(figures.error()));
    const catalogue::Product* product = parts_.catalogue.find(ProductId(visit.request.param("slug")));
    if (product == nullptr) return fail(ErrorKind::not_found, "product-unknown");
    html::Page page;
    page.title = visit.say("promises.waits.desk-title", {{"product", product->name.in(visit.language())}});
    page.face = html::Page::Face::workplace;
    page.index = html::Page::Index::forbid;
    page.width = html::Page::Width::wide;
    page.body = html::heading(1, page.title) + waits_of_product(visit, **figures, product->id) + by_channel(visit, **figures, product->id);
    return parts_.gate.show(visit, std::move(page));
  }

 private:
  static Html by_channel(const Visit& visit, const Snapshot& snapshot, const ProductId& product) {
    const Period& period = snapshot.months.back();
    html::Table out;
    out.caption = visit.say("promises.waits.now", {{"month", html::month_name(period.from, visit.language())}});
    out.columns = {{visit.say("promises.desk.channel")}, {visit.say("promises.waits.cases"), html::Column::Align::end}};
    for (const Cause cause : all_causes)
      out.columns.push_back({visit.say("promises.cause." + std::string(to_text(cause))), html::Column::Align::end});
    out.empty_text = visit.say("promises.desk.none");
    for (const Score& score : snapshot.of(period)) {
      if (score.product != product || score.area) continue;
      std::vector<Html> row{visit.say("promises.channel." + channel_name(score)), html::number(score.due, visit.language())};
      for (const std::int64_t ms : score.waited) row.push_back(mean_days(visit.say, ms, score.due));
      out.rows.push_back(std::move(row));
    }
    return html::section("deze-maand", visit.say("promises.desk.this-month"), html::table(out));
  }

  // Open cases come with the most urgent first.
  Html at_risk(const Visit& visit, const std::vector<cases::Case>& open, Date today) const {
    html::Table out;
    out.caption = visit.say("promises.risk.caption");
    out.columns = {{visit.say("promises.risk.case")}, {visit.say("promises.risk.product")}, {visit.say("promises.risk.due")}, {visit.say("promises.risk.why")}};
    out.empty_text = visit.say("promises.risk.none");
    std::int64_t overdue = 0;
    for (const cases::Case& c : open) {
      if (c.promised_day > today + soon) break;
      if (c.promised_day < today) ++overdue;
      out.rows.push_back(risk_row(visit, c, today));
    }
    const std::string sentence = visit.say("promises.risk.sentence", {{"risk", html::number(static_cast<std::int64_t>(out.rows.size()), visit.language())},
                                                                       {"overdue", html::number(overdue, visit.language())}});
    return html::section("in-gevaar", visit.say("promises.risk.title"), html::paragraph(sentence) + html::table(out));
  }

  std::vector<Html> risk_row(const Visit& visit, const cases::Case& c, Date today) const {
    const catalogue::Product* product = parts_.catalogue.find(c.product);
    const auto late = (today - c.promised_day).count();
    const Html state = late > 0 ? html::badge(visit.say("promises.risk.late", {{"n", std::to_string(late)}}), html::Tone::error)
                                : html::badge(visit.say("promises.risk.left", {{"n", std::to_string(-late)}}), html::Tone::warning);
    const char* why = c.suspended_since ? "promises.risk.applicant" : c.handler.empty() ? "promises.risk.nobody" : "promises.risk.handler";
    return {html::link(c.number, visit.url("/balie/zaken/" + c.id.text())),
            product == nullptr ? c.product.text() : product->name.in(visit.language()),
            Html(html::short_date(c.promised_day, visit.language()) + " ") + state, visit.say(why)};
  }

  Html table(const Visit& visit, const Snapshot& snapshot, const Period& period) const {
    const Language l = visit.language();
    using Align = html::Column::Align;
    html::Table out;
    out.caption = visit.say("promises.desk.caption", {{"from", html::short_date(period.from, l)}, {"until", html::short_date(period.until - std::chrono::days{1}, l)}});
    out.columns = {{visit.say("promises.table.product")},             {visit.say("promises.desk.channel")},
                   {visit.say("promises.table.kept"), Align::end},    {visit.say("promises.table.share"), Align::end},
                   {visit.say("promises.table.between"), Align::end}, {visit.say("promises.table.median"), Align::end},
                   {visit.say("promises.table.p90"), Align::end},     {visit.say("promises.desk.felt"), Align::end},
                   {visit.say("promises.table.open"), Align::end}};
    out.empty_text = visit.say("promises.desk.none");
    for (const Score& score : snapshot.of(period))
      if (!score.area) out.rows.push_back(row(visit, score));
    return html::table(out);
  }

  std::vector<Html> row(const Visit& visit, const Score& s) const {
    const Language l = visit.language();
    const catalogue::Product* product = parts_.catalogue.find(s.product);
    const std::string name = product == nullptr ? s.product.text() : product->name.in(l);
    const std::string channel = s.channel ? std::string(catalogue::to_text(*s.channel)) : "all";
    const Html label = visit.say("promises.desk.product", {{"product", name}, {"version", std::to_string(s.version)}});
    const Html name_cell = s.channel ? label : html::strong(html::link(label, visit.url("/balie/beloften/" + s.product.text())));
    return {name_cell, visit.say("promises.channel." + channel),
            visit.say("promises.of", {{"kept", html::number(s.kept, l)}, {"due", html::number(s.due, l)}}),
            html::percent(s.share, l), between(visit.say, s), days(visit.say, s.median_days), days(visit.say, s.p90_days),
            days(visit.say, s.median_felt), html::number(s.open_overdue, l)};
  }

  PromiseParts parts_;
};

}  // namespace

void add_manager_pages(http::Router& router, const PromiseParts& parts) {
  const auto pages = std::make_shared<ManagerPages>(parts);
  add_route(router, http::Method::get, "/balie/beloften", "Promises: figures by channel and cases at risk",
            parts.gate.staff({people::Role::manager}, [pages](const Visit& v) { return pages->show(v); }));
  add_route(router, http::Method::get, "/balie/beloften/{slug}", "Where the time of cases about one product went, by channel",
            parts.gate.staff({people::Role::manager}, [pages](const Visit& v) { return pages->product(v); }));
}

}  // namespace sas::promises
