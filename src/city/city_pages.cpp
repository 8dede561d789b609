#include <algorithm>

#include "city/city.h"
#include "city/city_rows.h"
#include "html/components.h"
#include "html/point_map.h"
#include "html/time_chart.h"
#include "http/data_route.h"
#include "lake/moment.h"

namespace sas::city {
namespace {

using namespace std::chrono;
using html::Html;
using http::Response;
using people::Visit;
using sensing::Freshness;

std::string moment_text(const Visit& visit, lake::Moment at, Instant now) {
  const Instant t = lake::instant_of(at);
  const Language l = visit.language();
  if (local_date(t) == local_date(now)) return html::clock_time(local_minute_of_day(t), l);
  return html::short_date(local_date(t), l);
}

Html state_badge(const Visit& visit, const Reading& reading, Instant now) {
  using html::Tone;
  const std::string when = reading.still_since  ? moment_text(visit, *reading.still_since, now)
                           : reading.fresh.last ? moment_text(visit, *reading.fresh.last, now)
                                                : "";
  switch (reading.fresh.state) {
    case Freshness::State::live:
      return html::badge(visit.say("city.state.live"), Tone::ok);
    case Freshness::State::late:
      return html::badge(visit.say("city.state.late"), Tone::warning);
    case Freshness::State::dead:
      return html::badge(visit.say("city.state.dead", {{"when", when}}), Tone::neutral);
    case Freshness::State::silent:
      return html::badge(visit.say("city.state.silent"), Tone::neutral);
  }
  return {};
}

// The cell that a script keeps up to date; without it the page says what was so when it was made.
Html value_cell(const Visit& visit, const Panel& panel, const Reading& reading) {
  const Language l = visit.language();
  if (!reading.latest || reading.fresh.state == Freshness::State::silent) return Html("–");
  if ((reading.latest->quality & lake::quality::suppressed) != 0) return Html(visit.say("city.few"));
  // A value that stands still says nothing about now, so it is not shown as if it did.
  if (reading.fresh.state == Freshness::State::dead || !reading.latest->value) return Html(visit.say("city.unknown"));
  // A meter tells its value in its own unit, as the stream and the data do; only what is told of all is in the panel's.
  const bool same_unit = reading.factor == 1;
  const std::string unit = same_unit ? panel.unit.in(l) : " " + reading.card.series.unit_symbol;
  const int decimals = same_unit ? panel.decimals : 0;
  return html::el("span",
                  {{"data-sas-series", std::to_string(static_cast<std::int64_t>(reading.card.series.id))},
                   {"data-sas-decimals", std::to_string(decimals)},
                   {"data-sas-unit", unit}},
                  {Html(html::decimal(*reading.latest->value, decimals, l) + unit)});
}

Html time_cell(const Visit& visit, const Reading& reading, Instant now) {
  if (!reading.fresh.last) return Html("–");
  return html::el("time",
                  {{"datetime", lake::format_moment(*reading.fresh.last)},
                   {"data-sas-time", std::to_string(static_cast<std::int64_t>(reading.card.series.id))}},
                  {Html(moment_text(visit, *reading.fresh.last, now))});
}

std::string anchor(const Reading& reading) {
  return "meter-" + std::to_string(static_cast<std::int64_t>(reading.card.series.id));
}

// The number that a meter has on the map and in the lists.
using Numbers = std::map<lake::SeriesId, int>;

Numbers number_all(const CityNow& now) {
  Numbers out;
  int next = 1;
  for (const PanelNow& panel : now.panels)
    for (const Reading& reading : panel.readings) out.emplace(reading.card.series.id, next++);
  return out;
}

Html readings_table(const Visit& visit, const PanelNow& panel, Instant now, const Numbers& numbers) {
  using Align = html::Column::Align;
  html::Table out;
  const bool places = panel.panel->kind == Panel::Kind::places;
  out.caption = visit.say("city.table.caption", {{"subject", panel.panel->title.in(visit.language())}});
  out.columns = {{visit.say("city.table.place")},
                 {visit.say(places ? "city.table.free" : "city.table.value"), Align::end}};
  if (places) out.columns.push_back({visit.say("city.table.capacity"), Align::end});
  out.columns.push_back({visit.say("city.table.time")});
  out.columns.push_back({visit.say("city.table.state")});
  out.empty_text = visit.say("city.table.none");
  for (const Reading& reading : panel.readings) {
    const sensing::SeriesCard& card = reading.card;
    const std::string label = std::to_string(numbers.at(card.series.id)) + ". " + card.thing_name;
    std::vector<Html> row{html::el("span", {{"id", anchor(reading)}}, {Html(label)}),
                          value_cell(visit, *panel.panel, reading)};
    if (places)
      row.push_back(card.series.rules.capacity ? Html(html::decimal(*card.series.rules.capacity, 0, visit.language()))
                                               : Html("–"));
    row.push_back(time_cell(visit, reading, now));
    row.push_back(state_badge(visit, reading, now));
    out.rows.push_back(std::move(row));
  }
  return html::table(out);
}

std::string conclusion(const Visit& visit, const PanelNow& panel) {
  const bool few = std::any_of(panel.readings.begin(), panel.readings.end(), [](const Reading& r) {
    return r.fresh.state == Freshness::State::live && (r.latest->quality & lake::quality::suppressed) != 0;
  });
  if (!panel.value) return visit.say(few ? "city.few-now" : "city.no-live");
  const Language l = visit.language();
  std::string text = panel.panel->conclusion.in(l);
  const std::string value = html::decimal(*panel.value, panel.panel->decimals, l) + panel.panel->unit.in(l);
  if (const auto at = text.find("{value}"); at != std::string::npos) text.replace(at, 7, value);
  return text;
}

Html chart_of(const Visit& visit, const PanelNow& panel) {
  html::TimeChart chart;
  chart.id = "grafiek-" + panel.panel->id;
  chart.title = conclusion(visit, panel);
  chart.description =
      visit.say("city.chart." + std::string(panel.panel->bucket == Panel::Bucket::day ? "day" : "hour"));
  const bool bars = panel.panel->kind == Panel::Kind::flow || panel.panel->kind == Panel::Kind::amount;
  chart.shape = bars ? html::TimeChart::Shape::bars : html::TimeChart::Shape::line;
  if (panel.panel->kind == Panel::Kind::places) chart.base = html::TimeChart::Base::zero;
  chart.points = panel.points;
  chart.usual = panel.usual;
  chart.from = panel.from;
  chart.until = panel.until;
  chart.unit = panel.panel->unit.in(visit.language());
  chart.decimals = panel.panel->decimals;
  return html::time_chart(chart, visit.language());
}

// The numbers behind the chart, for who cannot see it or wants to reckon.
Html chart_table(const Visit& visit, const PanelNow& panel) {
  const Language l = visit.language();
  html::Table out;
  out.caption = visit.say("city.numbers.caption", {{"subject", panel.panel->title.in(l)}});
  out.columns = {{visit.say("city.table.time")}, {visit.say("city.table.value"), html::Column::Align::end}};
  out.empty_text = visit.say("city.table.none");
  constexpr std::size_t most = 48;
  const std::size_t begin = panel.points.size() > most ? panel.points.size() - most : 0;
  for (std::size_t i = panel.points.size(); i-- > begin;) {
    const html::TimePoint& point = panel.points[i];
    const bool day = panel.panel->bucket == Panel::Bucket::day;
    out.rows.push_back(
        {Html(day ? html::short_date(local_date(point.at), l) : html::short_moment(point.at, l)),
         Html(point.value ? html::decimal(*point.value, panel.panel->decimals, l) + panel.panel->unit.in(l) : "–")});
  }
  return html::details(visit.say("city.numbers.open"), html::table(out));
}

Html panel_section(const Visit& visit, const PanelNow& panel, Instant now, const Numbers& numbers) {
  const Language l = visit.language();
  std::vector<Html> parts{html::lead(conclusion(visit, panel)), html::paragraph(panel.panel->explanation.in(l))};
  if (!panel.readings.empty()) {
    parts.push_back(chart_of(visit, panel));
    const bool is_daily = panel.panel->bucket == Panel::Bucket::day;
    parts.push_back(html::paragraph(visit.say(is_daily ? "city.chart.note-day" : "city.chart.note-hour")));
  }
  parts.push_back(readings_table(visit, panel, now, numbers));
  if (!panel.points.empty()) parts.push_back(chart_table(visit, panel));
  return html::section(panel.panel->id, panel.panel->title.in(l), html::stack(parts), 3);
}

Html task_section(const Visit& visit, const CityNow& now, Panel::Task task, const Numbers& numbers) {
  std::vector<Html> parts;
  for (const PanelNow& panel : now.panels)
    if (panel.panel->task == task) parts.push_back(panel_section(visit, panel, now.at, numbers));
  const bool inner = task == Panel::Task::inner_city;
  return html::section(inner ? "binnenstad" : "klimaat",
                       visit.say(inner ? "city.task.inner-city" : "city.task.climate"), html::stack(parts));
}

// `page` is empty on the page of the panels itself.
std::vector<html::Figure> figures_of(const Visit& visit, const CityNow& now, const std::string& page) {
  std::vector<html::Figure> figures;
  for (const PanelNow& panel : now.panels) {
    if (!panel.value) continue;
    const Language l = visit.language();
    figures.push_back({html::decimal(*panel.value, panel.panel->decimals, l) + panel.panel->unit.in(l),
                       panel.panel->figure.in(l), page + "#" + panel.panel->id});
  }
  return figures;
}

Html headline(const Visit& visit, const CityNow& now) {
  const std::vector<html::Figure> figures = figures_of(visit, now, "");
  return figures.empty() ? html::paragraph(visit.say("city.no-live")) : html::figures(figures);
}

html::MapPoint::Tone tone_of(Freshness::State state) {
  switch (state) {
    case Freshness::State::live:
      return html::MapPoint::Tone::ok;
    case Freshness::State::late:
      return html::MapPoint::Tone::warning;
    case Freshness::State::dead:
    case Freshness::State::silent:
      return html::MapPoint::Tone::quiet;
  }
  return html::MapPoint::Tone::quiet;
}

Html map_section(const Visit& visit, const CityNow& now, const CityFile& file, const Numbers& numbers) {
  html::PointMap map;
  map.id = "kaart";
  map.title = visit.say("city.map.title");
  map.description = visit.say("city.map.description");
  map.lines = file.landmarks;
  std::vector<Html> list;
  for (const PanelNow& panel : now.panels) {
    for (const Reading& reading : panel.readings) {
      const sensing::SeriesCard& card = reading.card;
      const std::string number = std::to_string(numbers.at(card.series.id));
      const std::string label = number + ". " + card.thing_name + ", " + panel.panel->title.in(visit.language());
      list.push_back(html::link(label, "#" + anchor(reading)));
      if (card.longitude)
        map.points.push_back(
            {{*card.longitude, *card.latitude}, number, label, "#" + anchor(reading), tone_of(reading.fresh.state)});
    }
  }
  if (map.points.empty()) return {};
  return html::section("waar", map.title,
                       html::stack({html::paragraph(map.description), html::point_map(map),
                                    html::details(visit.say("city.map.list"), html::bullet_list(list))}));
}

class CityPages {
 public:
  explicit CityPages(const CityParts& parts) : parts_(parts) {}

  Result<Response> show(const Visit& visit) const {
    const auto now = parts_.reader.now();
    if (!now) return fail(Error(now.error()));
    const Numbers numbers = number_all(**now);
    html::Page page;
    page.title = visit.say("city.title", {{"city", parts_.municipality}});
    page.description = visit.say("city.description");
    page.width = html::Page::Width::wide;
    page.breadcrumbs = {{visit.say("city.home"), visit.url("/")}};
    page.body = html::heading(1, page.title) + html::lead(page.description);
    page.body +=
        html::paragraph(visit.say("city.made-at", {{"time", html::long_moment((*now)->at, visit.language())}}));
    page.body += html::el("div",
                          {{"data-sas-live", "/stad/stroom"},
                           {"data-sas-live-label", visit.say("city.live.label")},
                           {"data-sas-live-lost", visit.say("city.live.lost")}},
                          {});
    page.body += headline(visit, **now);
    page.body += task_section(visit, **now, Panel::Task::inner_city, numbers);
    page.body += task_section(visit, **now, Panel::Task::climate, numbers);
    page.body += map_section(visit, **now, parts_.file, numbers);
    page.body += about(visit);
    return parts_.gate.show(visit, std::move(page));
  }

  Response json(const http::Request& request) const {
    const auto now = parts_.reader.now();
    return now ? http::json_response(as_json(**now)) : http::problem(now.error(), request);
  }
  Response csv(const http::Request& request) const {
    const auto now = parts_.reader.now();
    return now ? http::csv_response(as_csv(**now), "stad.csv") : http::problem(now.error(), request);
  }

 private:
  static Html about(const Visit& visit) {
    const Html downloads = html::link("JSON", "/stad.json") + Html(" · ") + html::link("CSV", "/stad.csv") +
                           Html(" · ") + html::link("SensorThings", "/sta/v1.1");
    return html::section(
        "over", visit.say("city.about.title"),
        html::stack({html::bullet_list({visit.say("city.about.live"), visit.say("city.about.flags"),
                                        visit.say("city.about.privacy")}),
                     html::paragraph(html::link(visit.say("city.about.register"), visit.url("/stad/sensoren"))),
                     html::paragraph(Html(visit.say("city.about.data") + " ") + downloads)}));
  }

  CityParts parts_;
};

}  // namespace

Html figures_of_now(const Visit& visit, CityReader& reader) {
  const auto now = reader.now();
  if (!now) return {};
  const std::vector<html::Figure> figures = figures_of(visit, **now, visit.url("/stad"));
  return figures.empty() ? Html() : html::figures(figures);
}

void add_city_pages(http::Router& router, const CityParts& parts) {
  const auto pages = std::make_shared<CityPages>(parts);
  router.add(http::data_route("/stad", "What the city measures now",
                              parts.gate.anyone([pages](const Visit& v) { return pages->show(v); })));
  router.add(http::data_route(
      "/stad.json", "Every open meter with its newest value",
      [pages](const http::Request& r) { return pages->json(r); }, row_fields()));
  router.add(http::data_route(
      "/stad.csv", "The same as CSV", [pages](const http::Request& r) { return pages->csv(r); }, row_fields()));
}

}  // namespace sas::city
