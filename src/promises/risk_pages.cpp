#include "promises/risk_pages.h"

#include <algorithm>
#include <memory>

#include "html/components.h"
#include "promises/routes.h"
#include "promises/rows.h"

namespace sas::promises {
namespace {

using html::Html;
using http::Response;
using people::Visit;

constexpr std::size_t most_shown = 200;

class RiskPages {
 public:
  explicit RiskPages(const RiskParts& parts) : parts_(parts) {}

  Result<Response> show(const Visit& visit) const {
    const auto risky = parts_.watch.at_risk(parts_.store, visit.viewer, most_shown);
    if (!risky) return fail(Error(risky.error()));
    const Date today = local_date(parts_.clock.now());
    html::Page page;
    page.title = visit.say("promises.danger.title");
    page.face = html::Page::Face::workplace;
    page.index = html::Page::Index::forbid;
    page.width = html::Page::Width::wide;
    page.breadcrumbs = {{visit.say("promises.danger.desk"), visit.url("/balie")}};
    page.body = html::heading(1, page.title) + html::lead(sentence(visit, *risky, today));
    html::Table table;
    table.caption = visit.say("promises.danger.caption");
    for (const char* column : {"case", "product", "promised", "expected", "waits", "who"})
      table.columns.push_back({visit.say("promises.danger." + std::string(column)), html::Column::Align::start});
    table.empty_text = visit.say("promises.danger.none");
    for (const AtRisk& one : *risky) table.rows.push_back(row(visit, one, today));
    if (risky->size() == most_shown) table.foot = html::paragraph(visit.say("promises.danger.more", {{"n", std::to_string(most_shown)}}));
    page.body += html::table(table);
    page.body += html::paragraph(html::link("JSON", "/balie/in-gevaar.json") + Html(" · ") + html::link("CSV", "/balie/in-gevaar.csv"));
    return parts_.gate.show(visit, std::move(page));
  }

  Result<Response> as_json(const Visit& visit) const {
    const auto found = rows(visit);
    if (!found) return fail(Error(found.error()));
    return http::json_response(to_json(*found)).with("Cache-Control", "private, no-store");
  }
  Result<Response> as_csv(const Visit& visit) const {
    const auto found = rows(visit);
    if (!found) return fail(Error(found.error()));
    return http::csv_response(to_csv(*found), "in-gevaar.csv").with("Cache-Control", "private, no-store");
  }

 private:
  static std::string sentence(const Visit& visit, const std::vector<AtRisk>& risky, Date today) {
    const auto count = [&](auto rule) { return html::number(std::count_if(risky.begin(), risky.end(), rule), visit.language()); };
    return visit.say("promises.danger.sentence", {{"all", html::number(static_cast<std::int64_t>(risky.size()), visit.language())},
                                                  {"late", count([&](const AtRisk& one) { return one.c.promised_day < today; })},
                                                  {"nobody", count([](const AtRisk& one) { return one.waits == WaitsFor::queue; })}});
  }

  std::vector<Html> row(const Visit& visit, const AtRisk& one, Date today) const {
    const Language l = visit.language();
    const catalogue::Product* product = parts_.catalogue.find(one.c.product);
    const auto late = (today - one.c.promised_day).count();
    Html promised = Html(html::short_date(one.c.promised_day, l) + " ");
    promised += late > 0 ? html::badge(visit.say("promises.risk.late", {{"n", std::to_string(late)}}), html::Tone::error)
                         : html::badge(visit.say("promises.risk.left", {{"n", std::to_string(-late)}}), html::Tone::warning);
    if (one.told > one.c.promised_day) promised += html::paragraph(visit.say("promises.danger.told", {{"date", html::short_date(one.told, l)}}));
    Html expected = one.ready_by ? Html(html::short_date(*one.ready_by, l)) : Html(visit.say("promises.danger.unknown"));
    if (one.ready_by && *one.ready_by > one.c.legal_day) expected += Html(" ") + html::badge(visit.say("promises.forecast.after-legal"), html::Tone::error);
    const std::string waits(to_text(one.waits));
    Html reason = visit.say("promises.waits." + waits);
    if (one.warned) reason += html::paragraph(visit.say("promises.danger.warned", {{"date", html::short_date(*one.warned, l)}}));
    return {html::link(one.c.number, visit.url("/balie/zaken/" + one.c.id.text())),
            Html(product == nullptr ? one.c.product.text() : product->name.in(l)), promised, expected, reason,
            Html(visit.say("promises.acts." + waits, {{"team", product == nullptr ? one.c.product.text() : product->case_type.team.in(l)}}))};
  }

  Result<std::vector<DataRow>> rows(const Visit& visit) const {
    const auto risky = parts_.watch.at_risk(parts_.store, visit.viewer, most_shown);
    if (!risky) return fail(Error(risky.error()));
    const auto day = [](const std::optional<Date>& d) { return d ? Cell(format_iso_date(*d)) : Cell(nullptr); };
    std::vector<DataRow> out;
    for (const AtRisk& one : *risky) {
      const catalogue::Product* product = parts_.catalogue.find(one.c.product);
      out.push_back({{"case", one.c.number},
                     {"product", one.c.product.text()},
                     {"promised", format_iso_date(one.c.promised_day)},
                     {"told", format_iso_date(one.told)},
                     {"legal", format_iso_date(one.c.legal_day)},
                     {"ready_by", day(one.ready_by)},
                     {"waits_for", std::string(to_text(one.waits))},
                     {"team", product == nullptr ? std::string() : product->case_type.team.nl},
                     {"warned", day(one.warned)}});
    }
    return out;
  }

  RiskParts parts_;
};

}  // namespace

void add_risk_pages(http::Router& router, const RiskParts& parts) {
  const auto pages = std::make_shared<RiskPages>(parts);
  const std::vector<people::Role> roles{people::Role::desk, people::Role::handler, people::Role::manager};
  using enum http::Method;
  add_route(router, get, "/balie/in-gevaar", "Cases whose promise may break", parts.gate.staff(roles, [pages](const Visit& v) { return pages->show(v); }));
  add_route(router, get, "/balie/in-gevaar.json", "Cases whose promise may break, as JSON", parts.gate.staff(roles, [pages](const Visit& v) { return pages->as_json(v); }));
  add_route(router, get, "/balie/in-gevaar.csv", "Cases whose promise may break, as CSV", parts.gate.staff(roles, [pages](const Visit& v) { return pages->as_csv(v); }));
}

}  // namespace sas::promises
