#include "sensing/register_pages.h"

#include <map>
#include <memory>

#include "html/components.h"
#include "html/point_map.h"
#include "html/time_chart.h"
#include "http/data_route.h"
#include "lake/moment.h"
#include "sensing/register_rows.h"
#include "sensing/report.h"

namespace sas::sensing {
namespace {

using namespace std::chrono;
using html::Html;
using http::Response;
using people::Visit;

constexpr days days_reported{30};
constexpr days days_drawn{7};

std::string number_of(const SeriesCard& card) {
  return std::to_string(static_cast<std::int64_t>(card.series.id));
}

Html state_badge(const Visit& visit, const Freshness& fresh) {
  using html::Tone;
  switch (fresh.state) {
    case Freshness::State::live:
      return html::badge(visit.say("sensing.state.live"), Tone::ok);
    case Freshness::State::late:
      return html::badge(visit.say("sensing.state.late"), Tone::warning);
    case Freshness::State::dead:
      return html::badge(visit.say("sensing.state.dead"), Tone::neutral);
    case Freshness::State::silent:
      return html::badge(visit.say("sensing.state.silent"), Tone::neutral);
  }
  return {};
}

std::string owner_text(const Visit& visit, const std::optional<Declaration>& declaration) {
  if (!declaration) return visit.say("sensing.owner.unknown");
  if (declaration->owner == Declaration::Owner::organisation) return declaration->owner_name;
  return visit.say("sensing.owner." + std::string(to_text(declaration->owner)));
}

std::string retention_text(const Visit& visit, const std::string& retention) {
  if (retention == "keep") return visit.say("sensing.retention.keep");
  const auto count = parse_int(retention.substr(1, retention.size() - 2)).value_or(0);
  const Language l = visit.language();
  switch (retention.back()) {
    case 'D':
      return html::duration(count, html::Unit::day, l);
    case 'W':
      return html::duration(count, html::Unit::week, l);
    case 'M':
      return html::duration(count, html::Unit::month, l);
    default:
      return html::duration(count, html::Unit::year, l);
  }
}

class RegisterPages {
 public:
  explicit RegisterPages(const RegisterParts& parts) : parts_(parts) {}

  Result<Response> list(const Visit& visit) const {
    const auto rows = read();
    if (!rows) return fail(Error(rows.error()));
    html::Page page;
    page.title = visit.say("sensing.register.title");
    page.description = visit.say("sensing.register.lead");
    page.width = html::Page::Width::wide;
    page.breadcrumbs = {{visit.say("sensing.home"), visit.url("/")}, {visit.say("sensing.city"), visit.url("/stad")}};
    page.body = html::heading(1, page.title) + html::lead(page.description) + summary(visit, *rows);
    page.body += table_of(visit, *rows) + map_of(visit, *rows);
    page.body += html::section("data", visit.say("sensing.data.title"),
                               html::paragraph(html::link("JSON", "/stad/sensoren.json") + Html(" · ") +
                                               html::link("CSV", "/stad/sensoren.csv") + Html(" · ") +
                                               html::link("SensorThings", "/sta/v1.1")));
    return parts_.gate.show(visit, std::move(page));
  }

  Result<Response> one(const Visit& visit) const {
    const auto id = parse_int(visit.request.param("series"));
    if (!id) return fail(ErrorKind::not_found, "sensor-unknown");
    auto row = parts_.records.read([&](store::ReadTx& tx) -> Result<RegisterRow> {
      auto card = open_card(tx, lake::SeriesId{*id});
      if (!card) return fail(ErrorKind::not_found, "sensor-unknown");
      auto declaration = declaration_of(tx, card->series.thing);
      return RegisterRow{std::move(*card), std::move(declaration), {}};
    });
    if (!row) return fail(std::move(row));
    row->fresh = fresh_of(row->card);
    html::Page page;
    page.title = row->card.thing_name + ": " + row->card.series.name;
    page.description = visit.say("sensing.one.lead");
    page.width = html::Page::Width::wide;
    page.breadcrumbs = {{visit.say("sensing.home"), visit.url("/")},
                        {visit.say("sensing.city"), visit.url("/stad")},
                        {visit.say("sensing.register.title"), visit.url("/stad/sensoren")}};
    page.body = html::heading(1, page.title) + newest(visit, *row);
    auto drawn = chart(visit, row->card);
    if (!drawn) return fail(std::move(drawn));
    auto quality = quality_section(visit, row->card);
    if (!quality) return fail(std::move(quality));
    page.body += *drawn + *quality + owner_section(visit, *row) + data_section(visit, row->card);
    return parts_.gate.show(visit, std::move(page));
  }

  Response json(const http::Request& request) const {
    const auto rows = read();
    return rows ? http::json_response(register_json(*rows)) : http::problem(rows.error(), request);
  }
  Response csv(const http::Request& request) const {
    const auto rows = read();
    return rows ? http::csv_response(register_csv(*rows), "sensoren.csv") : http::problem(rows.error(), request);
  }

 private:
  Result<std::vector<RegisterRow>> read() const {
    auto rows = parts_.records.read([](store::ReadTx& tx) -> Result<std::vector<RegisterRow>> {
      std::vector<RegisterRow> out;
      const auto declared = all_declarations(tx);
      for (SeriesCard& card : open_cards(tx)) {
        RegisterRow row{std::move(card), {}, {}};
        if (const auto said = declared.find(row.card.series.thing); said != declared.end())
          row.declaration = said->second;
        out.push_back(std::move(row));
      }
      return out;
    });
    if (rows)
      for (RegisterRow& row : *rows) row.fresh = fresh_of(row.card);
    return rows;
  }

  Freshness fresh_of(const SeriesCard& card) const {
    return freshness(card.series.rules, parts_.lake.latest(card.series.id), lake::moment_of(parts_.clock.now()));
  }

  static Html summary(const Visit& visit, const std::vector<RegisterRow>& rows) {
    std::int64_t still = 0, undeclared = 0;
    for (const RegisterRow& row : rows) {
      still += row.fresh.state == Freshness::State::dead ? 1 : 0;
      undeclared += row.declaration ? 0 : 1;
    }
    const Language l = visit.language();
    return html::figures({{html::number(static_cast<std::int64_t>(rows.size()), l), visit.say("sensing.sum.all")},
                          {html::number(still, l), visit.say("sensing.sum.dead")},
                          {html::number(undeclared, l), visit.say("sensing.sum.undeclared")}});
  }

  static Html table_of(const Visit& visit, const std::vector<RegisterRow>& rows) {
    html::Table out;
    out.caption = visit.say("sensing.register.caption");
    for (const char* column : {"place", "measures", "owner", "purpose", "retention", "until", "state"})
      out.columns.push_back({visit.say("sensing.column." + std::string(column))});
    out.empty_text = visit.say("sensing.register.none");
    for (const RegisterRow& row : rows) {
      const auto& d = row.declaration;
      out.rows.push_back(
          {html::link(row.card.thing_name, visit.url("/stad/sensoren/" + number_of(row.card))), row.card.series.name,
           owner_text(visit, d), Html(d ? d->purpose : visit.say("sensing.unsaid")),
           Html(retention_text(visit, row.card.series.retention)),
           Html(d && d->ends ? html::short_date(*d->ends, visit.language()) : visit.say("sensing.no-end")),
           state_badge(visit, row.fresh)});
    }
    return html::section("lijst", visit.say("sensing.register.list"), html::table(out));
  }

  static Html map_of(const Visit& visit, const std::vector<RegisterRow>& rows) {
    html::PointMap map;
    map.id = "kaart";
    map.title = visit.say("sensing.map.title");
    map.description = visit.say("sensing.map.text");
    std::map<std::int64_t, bool> drawn;
    for (const RegisterRow& row : rows) {
      if (!row.card.longitude || !drawn.emplace(row.card.series.thing, true).second) continue;
      map.points.push_back(
          {{*row.card.longitude, *row.card.latitude},
           number_of(row.card),
           number_of(row.card) + ". " + row.card.thing_name,
           visit.url("/stad/sensoren/" + number_of(row.card)),
           row.fresh.state == Freshness::State::live ? html::MapPoint::Tone::ok : html::MapPoint::Tone::quiet});
    }
    if (map.points.empty()) return {};
    return html::section("waar", map.title, html::paragraph(map.description) + html::point_map(map));
  }

  Html newest(const Visit& visit, const RegisterRow& row) const {
    const Language l = visit.language();
    const auto latest = parts_.lake.latest(row.card.series.id);
    if (!latest || !row.fresh.last) return html::lead(visit.say("sensing.one.silent"));
    std::string value =
        latest->value ? html::decimal(*latest->value, 1, l) + " " + row.card.series.unit_symbol : latest->text;
    if ((latest->quality & lake::quality::suppressed) != 0) value = visit.say("sensing.one.few");
    return html::lead(
               visit.say("sensing.one.newest",
                         {{"value", value}, {"time", html::long_moment(lake::instant_of(*row.fresh.last), l)}})) +
           html::paragraph(state_badge(visit, row.fresh));
  }

  Result<Html> chart(const Visit& visit, const SeriesCard& card) const {
    const Instant now = parts_.clock.now();
    lake::BucketQuery query;
    query.series = card.series.id;
    query.from = lake::moment_of(floor<hours>(now - days_drawn));
    query.until = lake::moment_of(now);
    query.fill = lake::BucketQuery::Fill::empty;
    query.without = lake::quality::unfit | lake::quality::suppressed;
    const auto buckets = parts_.lake.buckets(query);
    if (!buckets) return fail(Error(buckets.error()));
    html::TimeChart chart;
    chart.id = "week";
    chart.title = visit.say("sensing.one.week");
    chart.description = visit.say("sensing.one.week-text");
    const bool adds = card.series.kind == SeriesDescription::Kind::count;
    chart.shape = adds ? html::TimeChart::Shape::bars : html::TimeChart::Shape::line;
    for (const lake::Bucket& bucket : *buckets)
      chart.points.push_back({lake::instant_of(bucket.from), adds ? bucket.sum : bucket.mean});
    chart.from = lake::instant_of(query.from);
    chart.until = now;
    chart.unit = card.series.unit_symbol.empty() ? "" : " " + card.series.unit_symbol;
    chart.decimals = adds ? 0 : 1;
    return html::section("verloop", chart.title, html::time_chart(chart, visit.language()));
  }

  Result<Html> quality_section(const Visit& visit, const SeriesCard& card) const {
    const auto report = report_of(parts_.lake, card.series, lake::moment_of(parts_.clock.now()), days_reported);
    if (!report) return fail(Error(report.error()));
    const Language l = visit.language();
    std::vector<html::Term> terms{{visit.say("sensing.quality.values"), html::number(report->values, l)}};
    if (report->expected) terms.push_back({visit.say("sensing.quality.expected"), html::number(*report->expected, l)});
    if (const auto score = report->score())
      terms.push_back({visit.say("sensing.quality.score"), html::strong(html::percent(*score, l))});
    for (const FlagCount& count : report->flags)
      terms.push_back({visit.say(flag_key(count.flag)), html::number(count.values, l)});
    return html::section("kwaliteit", visit.say("sensing.quality.title"),
                         html::paragraph(visit.say("sensing.quality.text")) + html::data_list(terms));
  }

  static Html owner_section(const Visit& visit, const RegisterRow& row) {
    const auto& d = row.declaration;
    const auto said = [&](const std::string& text) { return Html(text.empty() ? visit.say("sensing.unsaid") : text); };
    std::vector<html::Term> terms{
        {visit.say("sensing.column.owner"), owner_text(visit, d)},
        {visit.say("sensing.column.purpose"), said(d ? d->purpose : "")},
        {visit.say("sensing.term.basis"), said(d ? d->legal_basis : "")},
        {visit.say("sensing.term.leaves"), said(d ? d->leaves_device : "")},
        {visit.say("sensing.column.retention"), retention_text(visit, row.card.series.retention)},
        {visit.say("sensing.term.sensor"), row.card.sensor_name}};
    if (d && !d->dpia_url.empty())
      terms.push_back({visit.say("sensing.term.dpia"), html::link(d->dpia_url, d->dpia_url)});
    if (d) {
      terms.push_back({visit.say("sensing.term.starts"), html::short_date(d->starts, visit.language())});
      terms.push_back({visit.say("sensing.column.until"),
                       Html(d->ends ? html::short_date(*d->ends, visit.language()) : visit.say("sensing.no-end"))});
    }
    if (d && !d->contact.empty())
      terms.push_back({visit.say("sensing.term.contact"), html::link(d->contact, "mailto:" + d->contact)});
    if (d && d->shown == Declaration::Shown::coarse)
      terms.push_back({visit.say("sensing.term.place"), visit.say("sensing.place.coarse")});
    return html::section("eigenaar", visit.say("sensing.owner.title"), html::data_list(terms));
  }

  static Html data_section(const Visit& visit, const SeriesCard& card) {
    const std::string stream = "/sta/v1.1/Datastreams(" + number_of(card) + ")";
    return html::section(
        "data", visit.say("sensing.data.title"),
        html::bullet_list({html::link(visit.say("sensing.data.values"),
                                      stream + "/Observations?$top=100&$orderby=phenomenonTime%20desc"),
                           html::link(visit.say("sensing.data.about"), stream),
                           html::link(visit.say("sensing.data.live"), "/stad/stroom?series=" + number_of(card))}));
  }

  RegisterParts parts_;
};

}  // namespace

void add_register_pages(http::Router& router, const RegisterParts& parts) {
  const auto pages = std::make_shared<RegisterPages>(parts);
  router.add(http::data_route("/stad/sensoren", "The register of sensors",
                              parts.gate.anyone([pages](const Visit& v) { return pages->list(v); })));
  router.add(http::data_route(
      "/stad/sensoren.json", "The register of sensors as data",
      [pages](const http::Request& r) { return pages->json(r); }, register_fields()));
  router.add(http::data_route(
      "/stad/sensoren.csv", "The same as CSV", [pages](const http::Request& r) { return pages->csv(r); },
      register_fields()));
  router.add(http::data_route("/stad/sensoren/{series}", "One series: newest value, quality, owner",
                              parts.gate.anyone([pages](const Visit& v) { return pages->one(v); })));
}

}  // namespace sas::sensing
