#include "sensing/area_figure_pages.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include "base/text.h"
#include "html/area_map.h"
#include "html/components.h"
#include "html/time_chart.h"
#include "lake/moment.h"
#include "sensing/area_view.h"

namespace sas::sensing {
namespace {

using html::Html;
using http::Response;
using people::Visit;

constexpr int decimals = 1;

std::string value_text(double value, const AreaView& view, Language language) {
  const std::string& unit = view.quantity.unit;
  return html::decimal(value, decimals, language) + (unit.empty() ? "" : " " + unit);
}

html::MapRing ring_of(const json::Value& corners) {
  html::MapRing out;
  for (const json::Value& at : corners.as_array())
    out.push_back({at.as_array().at(0).to_number<double>(), at.as_array().at(1).to_number<double>()});
  return out;
}

// A shape that stands in a list was read before: it is what it should be.
std::vector<html::MapRing> rings_of(const Area& area) {
  const json::Value shape = json::parse(area.shape).value();
  const json::Array& coordinates = shape.as_object().at("coordinates").as_array();
  std::vector<html::MapRing> out;
  const bool is_one = json::text_at(shape.as_object(), "type") == "Polygon";
  if (is_one)
    for (const json::Value& ring : coordinates) out.push_back(ring_of(ring));
  else
    for (const json::Value& polygon : coordinates)
      for (const json::Value& ring : polygon.as_array()) out.push_back(ring_of(ring));
  return out;
}

std::string address(const Visit& visit, const AreaView& view, const std::string& area) {
  return visit.url("/balie/verkennen?lijst=" + view.list + "&meet=" + url_encode(to_text(view.quantity)) +
                   "&gebied=" + url_encode(area) + "&periode=" + std::string(to_text(view.period)));
}

/// As it is shown: areas whose figures read the same must look the same.
double as_shown(double value) {
  const double step = std::pow(10.0, decimals);
  return std::round(value * step) / step;
}

ShadeRange range_of(const AreaView& view) {
  std::vector<double> shown;
  for (const AreaView::Row& row : view.rows)
    if (row.figure) shown.push_back(as_shown(row.figure->mean));
  return shade_range(shown, decimals);
}

class AreaFigurePages {
 public:
  explicit AreaFigurePages(const AreaFigureParts& parts) : parts_(parts) {}

  Result<Response> show(const Visit& visit) const {
    struct Read {
      std::vector<SeriesCard> cards;
      std::vector<AreaList> lists;
    };
    auto read = parts_.records.read([](store::ReadTx& tx) -> Result<Read> {
      return Read{open_cards(tx), all_area_lists(tx)};
    });
    if (!read) return fail(Error(read.error()));
    const http::Fields& asked = visit.request.query;
    const AreaWish wish{asked.get("lijst"), asked.get("meet"), asked.get("gebied"), asked.get("periode")};
    const auto view = area_view(parts_.lake, std::move(read->lists), read->cards, wish, parts_.clock.now());
    if (!view) return fail(Error(view.error()));
    html::Page page;
    page.title = visit.say("sensing.figures.title");
    page.face = html::Page::Face::workplace;
    page.index = html::Page::Index::forbid;
    page.width = html::Page::Width::wide;
    page.body = html::heading(1, page.title) + html::lead(visit.say("sensing.figures.lead")) + body(visit, *view);
    return parts_.gate.show(visit, std::move(page));
  }

 private:
  static Html body(const Visit& visit, const AreaView& view) {
    if (view.lists.empty()) return nothing(visit, "sensing.figures.no-areas");
    Html out = form(visit, view);
    if (view.quantities.empty()) return out + nothing(visit, "sensing.figures.no-meters");
    if (!view.chosen) return out + nothing(visit, "sensing.figures.no-values");
    return out + course_section(visit, view) + map_section(visit, view) + question_section(visit, view);
  }

  static Html nothing(const Visit& visit, const char* why) {
    Html out = html::paragraph(visit.say(why));
    if (visit.viewer.has(people::Role::administrator))
      out += html::paragraph(html::link(visit.say("sensing.areas.title"), visit.url("/balie/gebieden")));
    return out + html::paragraph(html::link(visit.say("sensing.figures.sql"), visit.url("/balie/verkennen/vraag")));
  }

  static html::Field field(const Visit& visit, const char* name) {
    html::Field out;
    out.name = name;
    out.label = visit.say("sensing.figures." + std::string(name));
    return out;
  }

  static Html form(const Visit& visit, const AreaView& view) {
    std::vector<html::Choice> lists, quantities, areas, periods;
    for (const std::string& name : view.lists) lists.push_back({name, name});
    for (const Quantity& one : view.quantities)
      quantities.push_back({to_text(one), one.unit.empty() ? one.property : one.property + " (" + one.unit + ")"});
    for (const AreaView::Row& row : view.rows) areas.push_back({row.area.code, row.area.name});
    for (const AreaPeriod one : all_area_periods)
      periods.push_back({std::string(to_text(one)), visit.say("sensing.figures.period." + std::string(to_text(one)))});
    const std::string area = view.chosen ? view.rows.at(*view.chosen).area.code : "";
    Html fields;
    if (lists.size() > 1) fields += html::select_field(visit.say, field(visit, "lijst"), lists, view.list);
    if (view.quantities.empty() && fields.empty()) return fields;
    if (view.quantities.empty())
      return html::query_form(visit.url("/balie/verkennen"), fields + html::button(visit.say("sensing.figures.show")));
    fields += html::select_field(visit.say, field(visit, "meet"), quantities, to_text(view.quantity));
    fields += html::select_field(visit.say, field(visit, "gebied"), areas, area);
    fields += html::select_field(visit.say, field(visit, "periode"), periods, to_text(view.period));
    return html::query_form(visit.url("/balie/verkennen"), fields + html::button(visit.say("sensing.figures.show")));
  }

  static std::string moment_text(const Visit& visit, const AreaView& view, lake::Moment at) {
    const Instant moment = lake::instant_of(at);
    return is_by_day(view.period) ? html::short_date(local_date(moment), visit.language())
                                  : html::short_moment(moment, visit.language());
  }

  // What was not measured is a gap in the line, not a straight line over it.
  static std::vector<html::TimePoint> points_of(const AreaView& view) {
    const auto longest = is_by_day(view.period) ? std::chrono::hours{25} : std::chrono::hours{1};
    std::vector<html::TimePoint> out;
    for (const AreaFigure& one : view.course) {
      const Instant at = lake::instant_of(one.from);
      if (!out.empty() && at - out.back().at > longest) out.push_back({out.back().at + longest, std::nullopt});
      out.push_back({at, one.mean});
    }
    return out;
  }

  static Html course_section(const Visit& visit, const AreaView& view) {
    const Language l = visit.language();
    const AreaView::Row& row = view.rows.at(*view.chosen);
    html::TimeChart chart;
    chart.id = "verloop-grafiek";
    chart.title = visit.say("sensing.figures.conclusion", {{"area", row.area.name},
                                                           {"what", view.quantity.property},
                                                           {"mean", value_text(row.figure->mean, view, l)},
                                                           {"min", value_text(row.figure->min, view, l)},
                                                           {"max", value_text(row.figure->max, view, l)}});
    chart.description = visit.say(is_by_day(view.period) ? "sensing.figures.by-day" : "sensing.figures.by-hour");
    chart.points = points_of(view);
    chart.from = lake::instant_of(view.scope.from);
    chart.until = lake::instant_of(view.scope.until);
    chart.unit = view.quantity.unit.empty() ? "" : " " + view.quantity.unit;
    chart.decimals = decimals;
    return html::section("verloop", row.area.name,
                         html::lead(chart.title) + html::paragraph(chart.description) + html::time_chart(chart, l) +
                             html::details(visit.say("sensing.figures.numbers"), course_table(visit, view)));
  }

  static std::vector<html::Column> figure_columns(const Visit& visit, std::vector<html::Column> first) {
    for (const char* name : {"mean", "min", "max", "count"})
      first.push_back({visit.say("sensing.figures." + std::string(name)), html::Column::Align::end});
    return first;
  }

  static void add_figures(const Visit& visit, const AreaFigure& figure, std::vector<Html>& row) {
    const Language l = visit.language();
    for (const double value : {figure.mean, figure.min, figure.max})
      row.emplace_back(html::decimal(value, decimals, l));
    row.emplace_back(html::number(figure.count, l));
  }

  static Html course_table(const Visit& visit, const AreaView& view) {
    html::Table out;
    out.caption = visit.say("sensing.figures.course", {{"area", view.rows.at(*view.chosen).area.name}});
    out.columns = figure_columns(visit, {{visit.say("sensing.figures.when")}});
    for (auto one = view.course.rbegin(); one != view.course.rend(); ++one) {
      std::vector<Html> row{Html(moment_text(visit, view, one->from))};
      add_figures(visit, *one, row);
      out.rows.push_back(std::move(row));
    }
    return html::table(out);
  }

  static Html map_section(const Visit& visit, const AreaView& view) {
    const ShadeRange range = range_of(view);
    html::AreaMap map;
    map.id = "kaart";
    map.title = visit.say("sensing.figures.map");
    map.description = visit.say("sensing.figures.map-about");
    html::Table list;
    list.caption = visit.say("sensing.figures.areas");
    list.columns = figure_columns(visit, {{visit.say("sensing.figures.gebied")}});
    list.columns.push_back({visit.say("sensing.figures.series"), html::Column::Align::end});
    for (std::size_t i = 0; i < view.rows.size(); ++i) {
      const AreaView::Row& row = view.rows[i];
      const std::string number = std::to_string(i + 1), url = address(visit, view, row.area.code);
      map.areas.push_back(map_area(visit, view, i, range));
      const std::string label = number + ". " + row.area.name;
      std::vector<Html> cells{row.figure ? html::link(label, url) : Html(label)};
      if (row.figure)
        add_figures(visit, *row.figure, cells);
      else
        cells.insert(cells.end(), 4, Html("–"));
      cells.emplace_back(html::number(row.figure ? row.figure->series : 0, visit.language()));
      list.rows.push_back(std::move(cells));
    }
    return html::section("waar", map.title,
                         html::stack({html::paragraph(map.description), html::area_map(map), html::table(list)}));
  }

  static html::MapArea map_area(const Visit& visit, const AreaView& view, std::size_t at, const ShadeRange& range) {
    const AreaView::Row& row = view.rows[at];
    html::MapArea out;
    out.rings = rings_of(row.area);
    out.number = std::to_string(at + 1);
    out.label =
        out.number + ". " + row.area.name + ": " +
        (row.figure ? value_text(row.figure->mean, view, visit.language()) : visit.say("sensing.figures.not-measured"));
    if (row.figure) out.url = address(visit, view, row.area.code);
    out.shade = row.figure ? html::shade_of(as_shown(row.figure->mean), range.low, range.high) : 0;
    out.chosen = view.chosen == at ? html::MapArea::Chosen::yes : html::MapArea::Chosen::no;
    return out;
  }

  static Html question_section(const Visit& visit, const AreaView& view) {
    return html::section("vraag", visit.say("sensing.figures.further"),
                         html::paragraph(visit.say("sensing.figures.further-about")) +
                             html::link_button(visit.say("sensing.figures.as-sql"),
                                               visit.url("/balie/verkennen/vraag?vraag=" + url_encode(sql_of(view))),
                                               html::ButtonKind::secondary));
  }

  AreaFigureParts parts_;
};

}  // namespace

void add_area_figure_pages(http::Router& router, const AreaFigureParts& parts) {
  const auto pages = std::make_shared<AreaFigurePages>(parts);
  http::Route route;
  route.method = http::Method::get;
  route.pattern = "/balie/verkennen";
  route.summary = "What was measured by area";
  route.handler = parts.gate.staff({people::Role::manager, people::Role::administrator},
                                   [pages](const Visit& visit) { return pages->show(visit); });
  router.add(std::move(route));
}

}  // namespace sas::sensing
