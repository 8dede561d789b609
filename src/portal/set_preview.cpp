#include "portal/set_preview.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "base/text.h"
#include "html/components.h"
#include "html/dot_map.h"
#include "html/time_chart.h"
#include "portal/row_page.h"
#include "portal/shape_drawing.h"
#include "portal/shape_words.h"

namespace sas::portal {
namespace {

using html::Html;
using releases::Column;
using releases::Release;

constexpr std::uint64_t rows_shown = 10;
constexpr std::size_t columns_shown = 8;
constexpr std::size_t words_shown = 12;
constexpr std::size_t places_shown = 400;
constexpr std::size_t shapes_listed = 10;

bool is_number(const Column& column) {
  return column.type == releases::Type::integer || column.type == releases::Type::decimal;
}

bool is_coordinate(const Release& release, const Column& column) {
  return column.name == release.description.longitude_column || column.name == release.description.latitude_column;
}

/// The first measured value of a row, apart from where it is.
std::string value_column(const Release& release) {
  for (const Column& column : release.columns)
    if (column.type == releases::Type::decimal && !is_coordinate(release, column)) return column.name;
  return {};
}

/// The coarsest step that still gives a line to look at.
lake::TimeStep step_for(const Release& release) {
  const auto& words = release.description;
  if (!words.from || !words.until) return lake::TimeStep::month;
  const auto length = (*words.until - *words.from).count();
  if (length <= 92) return lake::TimeStep::day;
  return length <= 366 * 8 ? lake::TimeStep::month : lake::TimeStep::year;
}

Html time_chart_of(const Look& look, Library& library, const Release& release) {
  const std::string value = value_column(release);
  const auto steps = library.steps(release, value, step_for(release));
  if (!steps || steps->size() < 2) return {};
  html::TimeChart chart;
  chart.id = "verloop-grafiek";
  const bool measures = !value.empty();
  const auto column = std::find_if(release.columns.begin(), release.columns.end(),
                                   [&](const Column& one) { return one.name == value; });
  chart.title = measures ? look.say("portal.chart.mean", {{"column", column->meaning.in(look.language())}})
                         : look.say("portal.chart.rows");
  chart.description = look.say("portal.chart.text");
  chart.shape = measures ? html::TimeChart::Shape::line : html::TimeChart::Shape::bars;
  chart.base = measures ? html::TimeChart::Base::data : html::TimeChart::Base::zero;
  for (const lake::FileStep& step : *steps)
    chart.points.push_back({step.from, measures ? step.mean : std::optional(static_cast<double>(step.rows))});
  chart.from = steps->front().from;
  chart.until = steps->back().from + std::chrono::hours(24);
  if (measures && !column->unit.empty()) chart.unit = " " + column->unit;
  chart.decimals = measures ? 1 : 0;
  return html::section("grafiek", chart.title, html::time_chart(chart, look.language()));
}

Html word_chart_of(const Look& look, Library& library, const Release& release) {
  const auto column = std::find_if(release.columns.begin(), release.columns.end(), [](const Column& one) {
    return one.vocabulary.size() >= 2 && one.type == releases::Type::text;
  });
  if (column == release.columns.end()) return {};
  const auto groups = library.groups(release, column->name, words_shown);
  if (!groups || groups->size() < 2 || release.rows == 0) return {};
  html::ShareChart chart;
  chart.id = "woorden-grafiek";
  chart.title = look.say("portal.chart.words", {{"column", column->meaning.in(look.language())}});
  chart.description = look.say("portal.chart.words-text");
  for (const lake::FileGroup& group : *groups)
    chart.bars.push_back({group.word, static_cast<double>(group.rows) / static_cast<double>(release.rows)});
  return html::section("grafiek", chart.title, html::share_chart(chart, look.language()));
}

html::Position position_of(const TileAddress& tile, const TileSpot& spot) {
  constexpr double extent = 4096, pi = 3.14159265358979323846;
  const double side = static_cast<double>(std::uint64_t{1} << tile.zoom);
  const double x = (tile.x + spot.x / extent) / side, y = (tile.y + spot.y / extent) / side;
  return {x * 360 - 180, std::atan(std::sinh(pi * (1 - 2 * y))) * 180 / pi};
}

/// Spots taken together by squares that grow until few enough are left to look at.
std::vector<TileSpot> coarser(std::vector<TileSpot> spots) {
  for (std::uint32_t size = 128; spots.size() > places_shown; size *= 2) {
    std::map<std::pair<std::uint32_t, std::uint32_t>, TileSpot> squares;
    for (const TileSpot& spot : spots) {
      TileSpot& square = squares.try_emplace({spot.x / size, spot.y / size}, TileSpot{0, 0, spot.row, 0}).first->second;
      square.x = spot.x / size * size + size / 2;
      square.y = spot.y / size * size + size / 2;
      square.count += spot.count;
    }
    spots.clear();
    for (const auto& entry : squares) spots.push_back(entry.second);
  }
  return spots;
}

/// The deepest tile that holds everything.
TileAddress tile_around(const releases::Extent& extent) {
  TileAddress out;
  for (unsigned zoom = 1; zoom <= 16; ++zoom) {
    const double side = static_cast<double>(1U << zoom);
    const auto column = [&](double longitude) { return static_cast<std::uint32_t>((longitude + 180) / 360 * side); };
    const auto line = [&](double latitude) {
      constexpr double pi = 3.14159265358979323846;
      const double y = (1 - std::asinh(std::tan(latitude * pi / 180)) / pi) / 2;
      return static_cast<std::uint32_t>(std::clamp(y, 0.0, 0.999999) * side);
    };
    if (column(extent.west) != column(extent.east) || line(extent.north) != line(extent.south)) break;
    out = {zoom, column(extent.west), line(extent.north)};
  }
  return out;
}

/// What a shape is called on a page: the first words of its row.
std::string name_of(const Release& release, const csv::Row& row) {
  for (std::size_t i = 0; i < release.columns.size() && i < row.size(); ++i)
    if (release.columns[i].type == releases::Type::text && !row[i].empty()) return row[i];
  return {};
}

/// The largest of them as a list, so that nothing is said by the drawing alone.
Html largest_shapes(const Look& look, Library& library, const Release& release, const ShapeLayer& layer) {
  std::vector<std::uint64_t> numbers;
  for (const ShapeLayer::Entry& entry : layer.entries().first(std::min(shapes_listed, layer.size())))
    numbers.push_back(entry.row);
  std::sort(numbers.begin(), numbers.end());
  std::vector<std::string> columns;
  for (const Column& column : release.columns) columns.push_back(column.name);
  const auto page = pick_rows(library, release, columns, numbers, layer.size());
  if (!page) return {};
  const std::string items = "/ogc/v1/collections/" + url_encode(release.dataset) + "/items";
  std::vector<html::Link> links;
  for (std::size_t i = 0; i < page->rows.size(); ++i) {
    const std::string number = std::to_string(page->numbers[i]), name = name_of(release, page->rows[i]);
    links.push_back({name.empty() ? look.say("portal.map.row", {{"n", number}})
                                  : look.say("portal.map.row-named", {{"n", number}, {"name", name}}),
                     items + "/" + number + "?f=html"});
  }
  links.push_back({look.say("portal.map.all-rows"), items + "?f=html"});
  return html::paragraph(look.say("portal.map.largest")) + html::link_list(links);
}

Html shape_preview(const Look& look, Library& library, const Release& release) {
  const auto layer = library.shapes(release);
  if (!layer || (*layer)->size() == 0) return {};
  html::ShapeMap map;
  map.id = "kaart-tekening";
  map.title = look.say("portal.map.title");
  map.shapes = drawn_layer(**layer);
  const auto number = [&](std::size_t count) {
    return html::number(static_cast<std::int64_t>(count), look.language());
  };
  map.description = map.shapes.size() == (*layer)->size()
                        ? look.say("portal.map.shapes")
                        : look.say("portal.map.some-shapes",
                                   {{"shown", number(map.shapes.size())}, {"total", number((*layer)->size())}});
  return html::section(
      "kaart", map.title,
      html::paragraph(map.description) + html::shape_map(map) + largest_shapes(look, library, release, **layer));
}

}  // namespace

Html preview_table(const Look& look, Library& library, const ShownSet& set) {
  const Release& release = set.release();
  const auto index = library.rows(release);
  if (!index) return {};
  const auto rows = (*index)->read(0, rows_shown);
  if (!rows) return {};
  html::Table table;
  table.caption = look.say("portal.preview.caption");
  const std::size_t width = std::min(columns_shown, release.columns.size());
  for (std::size_t i = 0; i < width; ++i)
    table.columns.push_back({release.columns[i].name,
                             is_number(release.columns[i]) ? html::Column::Align::end : html::Column::Align::start});
  for (const csv::Row& row : *rows) {
    std::vector<Html>& cells = table.rows.emplace_back();
    for (std::size_t i = 0; i < width; ++i)
      cells.emplace_back(i < row.size() && !row[i].empty() ? cell_words(look, release.columns[i], row[i]) : "–");
  }
  const Language l = look.language();
  table.foot =
      look.say("portal.preview.foot", {{"shown", html::number(static_cast<std::int64_t>(rows->size()), l)},
                                       {"rows", html::number(static_cast<std::int64_t>(release.rows), l)},
                                       {"columns", html::number(static_cast<std::int64_t>(width), l)},
                                       {"all", html::number(static_cast<std::int64_t>(release.columns.size()), l)}});
  table.empty_text = look.say("portal.preview.empty");
  return html::section("voorbeeld", look.say("portal.preview.title"), html::table(table));
}

Html preview_chart(const Look& look, Library& library, const ShownSet& set) {
  const Release& release = set.release();
  if (!has_rows(release)) return {};
  return release.description.time_column.empty() ? word_chart_of(look, library, release)
                                                 : time_chart_of(look, library, release);
}

Html preview_map(const Look& look, Library& library, const ShownSet& set) {
  const Release& release = set.release();
  if (has_shapes(release)) return shape_preview(look, library, release);
  if (!has_points(release)) return {};
  const auto layer = library.points(release);
  if (!layer || !(*layer)->extent()) return {};
  const TileAddress tile = tile_around(*(*layer)->extent());
  const std::vector<TileSpot> spots = coarser((*layer)->spots(tile, places_shown));
  html::DotMap map;
  map.id = "kaart-tekening";
  map.title = look.say("portal.map.title");
  map.description = look.say(spots.size() == (*layer)->size() ? "portal.map.all" : "portal.map.cells");
  for (const TileSpot& spot : spots) map.dots.push_back({position_of(tile, spot), static_cast<double>(spot.count)});
  return html::section("kaart", map.title, html::paragraph(map.description) + html::dot_map(map));
}

}  // namespace sas::portal
