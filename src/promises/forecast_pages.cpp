#include "promises/forecast_pages.h"

#include <algorithm>
#include <memory>

#include "html/components.h"
#include "promises/routes.h"
#include "promises/shapes.h"
#include "promises/rows.h"
#include "promises/scores.h"

namespace sas::promises {
namespace {

using html::Html;
using http::Response;
using people::Visit;

// One product as it stands now.
struct Line {
  const catalogue::Product* product = nullptr;
  Forecast forecast;
  std::optional<Date> legal;
  std::optional<Calibration> past;   // none when there were too few cases to publish
};

std::string_view name_of(Basis basis) {
  switch (basis) {
    case Basis::like: return "like";
    case Basis::product: return "product";
    case Basis::house: break;
  }
  return "house";
}

class ForecastPages {
 public:
  explicit ForecastPages(const ForecastParts& parts) : parts_(parts) {}

  Result<Response> show(const Visit& visit) const {
    html::Page page;
    page.title = visit.say("promises.forecast.title");
    page.description = visit.say("promises.forecast.lead");
    page.width = html::Page::Width::wide;
    page.breadcrumbs = {{visit.say("promises.home"), visit.url("/")}, {visit.say("promises.title"), visit.url("/beloften")}};
    page.body = html::heading(1, page.title) + html::lead(page.description);
    const auto past = parts_.forecasts.calibration();
    page.body += table(visit, lines(past));
    if (!past.empty() && past.back().judged >= smallest_group) page.body += html::paragraph(total(visit, past.back()));
    page.body += html::section("hoe", visit.say("promises.forecast.how-title"),
                               html::bullet_list({visit.say("promises.forecast.how-like"), visit.say("promises.forecast.how-queue"),
                                                  visit.say("promises.forecast.how-open"), visit.say("promises.forecast.how-level"),
                                                  visit.say("promises.forecast.how-legal")}));
    page.body += html::section("zelf-narekenen", visit.say("promises.data.title"),
                               html::paragraph(html::link("JSON", "/verwachting.json") + Html(" · ") + html::link("CSV", "/verwachting.csv")));
    return parts_.gate.show(visit, std::move(page));
  }

  Response as_json() const { return http::json_response(to_json(rows())); }
  Response as_csv() const { return http::csv_response(to_csv(rows()), "verwachting.csv"); }

 private:
  std::vector<Line> lines(const std::vector<Calibration>& past) const {
    const Date today = local_date(parts_.clock.now());
    std::vector<Line> out;
    for (const catalogue::Product& product : parts_.catalogue.products) {
      const auto forecast = parts_.forecasts.for_product(product.id);
      if (!forecast) continue;
      Line line{&product, *forecast, std::nullopt, std::nullopt};
      if (const auto legal = catalogue::legal_day(product, today, {}, catalogue::Extended::no)) line.legal = legal->day;
      const auto at = std::find_if(past.begin(), past.end(), [&](const Calibration& c) { return c.product == product.id; });
      if (at != past.end() && at->judged >= smallest_group) line.past = *at;
      out.push_back(std::move(line));
    }
    return out;
  }

  std::vector<DataRow> rows() const {
    std::vector<DataRow> out;
    for (const Line& line : lines(parts_.forecasts.calibration())) {
      DataRow row{{"product", line.product->id.text()}, {"share", Forecaster::share}, {"ready_by", format_iso_date(line.forecast.ready_by)}};
      row.emplace_back("legal_day", line.legal ? Cell(format_iso_date(*line.legal)) : Cell(nullptr));
      row.emplace_back("basis", std::string(name_of(line.forecast.basis)));
      row.emplace_back("judged", line.past ? Cell(line.past->judged) : Cell(nullptr));
      row.emplace_back("came_true", line.past ? Cell(line.past->came_true) : Cell(nullptr));
      row.emplace_back("mean_days", line.past ? Cell(line.past->days) : Cell(nullptr));
      row.emplace_back("mean_days_plain_p90", line.past ? Cell(line.past->plain_days) : Cell(nullptr));
      row.emplace_back("mean_days_plain_p90_year", line.past ? Cell(line.past->plain_year_days) : Cell(nullptr));
      out.push_back(std::move(row));
    }
    return out;
  }

  static Html table(const Visit& visit, const std::vector<Line>& lines) {
    const Language l = visit.language();
    using Align = html::Column::Align;
    html::Table out;
    out.caption = visit.say("promises.forecast.caption");
    out.columns = {{visit.say("promises.table.product")}, {visit.say("promises.forecast.ready-by")}, {visit.say("promises.forecast.legal")},
                   {visit.say("promises.forecast.came-true"), Align::end}, {visit.say("promises.forecast.mean"), Align::end},
                   {visit.say("promises.forecast.plain"), Align::end}};
    out.empty_text = visit.say("promises.forecast.none");
    for (const Line& line : lines) {
      std::vector<Html> row{html::link(line.product->name.in(l), visit.url("/producten/" + line.product->id.text())), ready(visit, line),
                            line.legal ? Html(html::short_date(*line.legal, l)) : Html("–")};
      if (line.past) {
        row.push_back(visit.say("promises.of", {{"kept", html::number(line.past->came_true, l)}, {"due", html::number(line.past->judged, l)}}));
        row.push_back(html::decimal(line.past->days, 1, l));
        row.push_back(html::decimal(line.past->plain_days, 1, l));
      } else {
        for (int i = 0; i < 3; ++i) row.push_back(visit.say("promises.forecast.too-few"));
      }
      out.rows.push_back(std::move(row));
    }
    return html::section("nu", visit.say("promises.forecast.now-title"), html::table(out));
  }

  static Html ready(const Visit& visit, const Line& line) {
    Html out = html::time_element(format_iso_date(line.forecast.ready_by), html::short_date(line.forecast.ready_by, visit.language()));
    if (line.legal && line.forecast.ready_by > *line.legal)
      out += Html(" ") + html::badge(visit.say("promises.forecast.after-legal"), html::Tone::warning);
    return out;
  }

  static std::string total(const Visit& visit, const Calibration& all) {
    const Language l = visit.language();
    return visit.say("promises.forecast.total", {{"true", html::number(all.came_true, l)}, {"judged", html::number(all.judged, l)},
                                                 {"share", html::percent(all.coverage(), l)}});
  }

  ForecastParts parts_;
};

}  // namespace

void add_forecast_pages(http::Router& router, const ForecastParts& parts) {
  const auto pages = std::make_shared<ForecastPages>(parts);
  using enum http::Method;
  add_route(router, get, "/verwachting", "When an application of today will be ready", parts.gate.anyone([pages](const Visit& v) { return pages->show(v); }));
  add_route(router, get, "/verwachting.json", "When an application of today will be ready, as JSON", [pages](const http::Request&) { return pages->as_json(); }, shapes::forecasts());
  add_route(router, get, "/verwachting.csv", "When an application of today will be ready, as CSV", [pages](const http::Request&) { return pages->as_csv(); });
}

}  // namespace sas::promises
