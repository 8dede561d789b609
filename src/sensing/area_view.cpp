#include "sensing/area_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "base/text.h"
#include "lake/moment.h"

namespace sas::sensing {
namespace {

using namespace std::chrono;

// By the hour of a week or by the day of a quarter, for every area of a large city.
constexpr std::size_t most_figures = 500'000;

const AreaList* find_list(const std::vector<AreaList>& lists, const std::string& name) {
  const auto found = std::find_if(lists.begin(), lists.end(), [&](const AreaList& list) { return list.name == name; });
  if (found != lists.end()) return &*found;
  return lists.empty() ? nullptr : &lists.front();
}

bool is_in(const AreaIndex& areas, const SeriesCard& card) {
  return card.longitude && card.latitude && areas.at(*card.longitude, *card.latitude) != nullptr;
}

Quantity quantity_of(const SeriesCard& card) {
  return {card.property_name, card.series.unit_symbol};
}

AreaPeriod period_of(std::string_view text) {
  for (const AreaPeriod period : all_area_periods)
    if (to_text(period) == text) return period;
  return AreaPeriod::week;
}

// The lake answers with one series more or less often than another: each value counts as much as another.
std::map<std::string, AreaFigure> whole_period(const std::vector<AreaFigure>& figures) {
  std::map<std::string, AreaFigure> out;
  for (const AreaFigure& one : figures) {
    const auto [at, is_new] = out.try_emplace(one.area, one);
    if (!is_new) add_to(at->second, one);
  }
  return out;
}

void choose(AreaView& view, const std::string& wished) {
  for (std::size_t i = 0; i < view.rows.size(); ++i) {
    if (!view.rows[i].figure) continue;
    if (!view.chosen || view.rows[i].area.code == wished) view.chosen = i;
  }
}

std::string sql_text(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("''") : std::string(1, c);
  return out + "'";
}

}  // namespace

std::string to_text(const Quantity& quantity) {
  return quantity.property + "|" + quantity.unit;
}

std::string_view to_text(AreaPeriod period) {
  switch (period) {
    case AreaPeriod::day:
      return "dag";
    case AreaPeriod::week:
      return "week";
    case AreaPeriod::month:
      return "maand";
    case AreaPeriod::quarter:
      return "kwartaal";
  }
  return "week";
}

bool is_by_day(AreaPeriod period) {
  return period == AreaPeriod::month || period == AreaPeriod::quarter;
}

lake::TimeScope scope_of(AreaPeriod period, Instant now) {
  const auto hours_back = [&](hours count) { return floor<hours>(now) + hours{1} - count; };
  const auto days_back = [&](days count) { return start_of_day(local_date(now) + days{1} - count); };
  const Instant from = period == AreaPeriod::day     ? hours_back(hours{24})
                       : period == AreaPeriod::week  ? hours_back(hours{24 * 7})
                       : period == AreaPeriod::month ? days_back(days{31})
                                                     : days_back(days{92});
  return {lake::moment_of(from), lake::moment_of(now)};
}

Result<AreaView> area_view(lake::Lake& lake, std::vector<AreaList> lists, const std::vector<SeriesCard>& cards,
                           const AreaWish& wish, Instant now) {
  AreaView out;
  out.period = period_of(wish.period);
  out.scope = scope_of(out.period, now);
  for (const AreaList& list : lists) out.lists.push_back(list.name);
  const AreaList* list = find_list(lists, wish.list);
  if (list == nullptr) return out;
  out.list = list->name;
  const AreaIndex areas(list->areas);
  std::set<Quantity> quantities;
  for (const SeriesCard& card : cards)
    if (is_in(areas, card)) quantities.insert(quantity_of(card));
  out.quantities.assign(quantities.begin(), quantities.end());
  for (const Area& area : areas.areas()) out.rows.push_back({area, std::nullopt});
  if (out.quantities.empty()) return out;
  const auto wished = std::find_if(out.quantities.begin(), out.quantities.end(),
                                   [&](const Quantity& one) { return to_text(one) == wish.quantity; });
  out.quantity = wished == out.quantities.end() ? out.quantities.front() : *wished;

  std::vector<SeriesCard> meters;
  std::copy_if(cards.begin(), cards.end(), std::back_inserter(meters),
               [&](const SeriesCard& card) { return quantity_of(card) == out.quantity; });
  const auto hours = area_hours(lake, areas, meters, out.scope, most_figures);
  if (!hours) return fail(Error(hours.error()));
  const auto sums = whole_period(*hours);
  for (AreaView::Row& row : out.rows)
    if (const auto sum = sums.find(row.area.code); sum != sums.end()) row.figure = sum->second;
  choose(out, wish.area);
  if (!out.chosen) return out;
  const std::string& code = out.rows[*out.chosen].area.code;
  const std::vector<AreaFigure> figures = is_by_day(out.period) ? area_days(*hours) : *hours;
  std::copy_if(figures.begin(), figures.end(), std::back_inserter(out.course),
               [&](const AreaFigure& one) { return one.area == code; });
  std::reverse(out.course.begin(), out.course.end());
  return out;
}

ShadeRange shade_range(std::span<const double> figures, int decimals) {
  const auto [low, high] = std::minmax_element(figures.begin(), figures.end());
  const double middle = (*low + *high) / 2;
  const double alike = std::max(std::max(std::abs(*low), std::abs(*high)) / 50, std::pow(10.0, -decimals));
  // Five shades, the middle one as wide as what is alike; a little more, so that no rounding lands on its edge.
  const double least = 5 * alike * 1.001;
  if (*high - *low >= least) return {*low, *high};
  return {middle - least / 2, middle + least / 2};
}

std::string sql_of(const AreaView& view) {
  std::string from = lake::format_moment(floor<seconds>(view.scope.from));
  from.back() = ' ';  // of the table the hours are UTC, without saying so
  const std::string which = fmt::format(
      "FROM area_hourly\nWHERE list = {} AND area = {}\n  AND property = {} AND unit = {}\n  AND hour >= "
      "TIMESTAMP {}\n",
      sql_text(view.list), sql_text(view.rows.at(view.chosen.value()).area.code), sql_text(view.quantity.property),
      sql_text(view.quantity.unit), sql_text(trim(from)));
  if (!is_by_day(view.period)) return "SELECT hour, mean, min, max, count\n" + which + "ORDER BY hour DESC";
  return "SELECT CAST(timezone('Europe/Amsterdam', timezone('UTC', hour)) AS DATE) AS day,\n  sum(mean * count) / "
         "sum(count) AS mean, min(min) AS min, max(max) AS max, sum(count) AS count\n" +
         which + "GROUP BY day\nORDER BY day DESC";
}

}  // namespace sas::sensing
