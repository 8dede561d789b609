#include "sensing/area_hours.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "lake/moment.h"

namespace sas::sensing {
namespace {

struct Group {
  std::string area, property, unit;
  friend auto operator<=>(const Group&, const Group&) = default;
};

/// Which series count together: a number for each group, and "(series, group), …" for SQL.
struct Groups {
  std::vector<Group> groups;
  std::string pairs;
};

Groups groups_of(const AreaIndex& areas, const std::vector<SeriesCard>& cards) {
  Groups out;
  std::map<Group, std::size_t> numbers;
  for (const SeriesCard& card : cards) {
    const Area* area = card.longitude && card.latitude ? areas.at(*card.longitude, *card.latitude) : nullptr;
    if (area == nullptr) continue;
    const Group group{area->code, card.property_name, card.series.unit_symbol};
    const auto [found, is_new] = numbers.try_emplace(group, out.groups.size());
    if (is_new) out.groups.push_back(group);
    out.pairs += fmt::format("{}({}, {})", out.pairs.empty() ? "" : ", ", static_cast<std::int64_t>(card.series.id),
                             found->second);
  }
  return out;
}

}  // namespace

Result<std::vector<AreaFigure>> area_hours(lake::Lake& lake, const AreaIndex& areas,
                                           const std::vector<SeriesCard>& cards, const lake::TimeScope& scope,
                                           std::size_t most) {
  const Groups groups = groups_of(areas, cards);
  std::vector<AreaFigure> out;
  if (groups.groups.empty()) return out;
  const lake::Cell params[] = {std::int64_t{lake::quality::unfit | lake::quality::suppressed},
                               scope.from.time_since_epoch().count(), scope.until.time_since_epoch().count()};
  const auto table = lake.query(
      "SELECT g.number::BIGINT, epoch_us(time_bucket(INTERVAL 1 HOUR, o.time)) AS hour, count(*), count(DISTINCT "
      "o.series_id), avg(o.value), min(o.value), max(o.value) FROM observation o JOIN (VALUES " +
          groups.pairs +
          ") g(series, number) ON g.series = o.series_id WHERE (o.quality & $1) = 0 AND o.value IS NOT NULL AND o.time "
          ">= make_timestamp($2) AND o.time < make_timestamp($3) GROUP BY 1, 2 ORDER BY 2 DESC, 1",
      params, most, scope);
  if (!table) return fail(Error(table.error()));
  for (const auto& row : table->rows) {
    const auto whole = [&](std::size_t column) { return std::get<std::int64_t>(row[column]); };
    const auto real = [&](std::size_t column) { return std::get<double>(row[column]); };
    const Group& group = groups.groups.at(static_cast<std::size_t>(whole(0)));
    out.push_back({group.area, group.property, group.unit, lake::Moment{std::chrono::microseconds{whole(1)}}, whole(2),
                   whole(3), real(4), real(5), real(6)});
  }
  return out;
}

void add_to(AreaFigure& sum, const AreaFigure& more) {
  const double weight = static_cast<double>(more.count) / static_cast<double>(sum.count + more.count);
  sum.mean += (more.mean - sum.mean) * weight;
  sum.count += more.count;
  sum.series = std::max(sum.series, more.series);
  sum.min = std::min(sum.min, more.min);
  sum.max = std::max(sum.max, more.max);
}

std::vector<AreaFigure> area_days(const std::vector<AreaFigure>& hours) {
  std::map<std::tuple<Date, std::string, std::string, std::string>, AreaFigure> days;
  for (const AreaFigure& hour : hours) {
    const Date day = local_date(lake::instant_of(hour.from));
    const auto [at, is_new] = days.try_emplace({day, hour.area, hour.property, hour.unit}, hour);
    AreaFigure& sum = at->second;
    if (!is_new) add_to(sum, hour);
    sum.from = lake::moment_of(start_of_day(day));
  }
  std::vector<AreaFigure> out;
  for (auto& [key, figure] : days) out.push_back(std::move(figure));
  std::stable_sort(out.begin(), out.end(), [](const AreaFigure& a, const AreaFigure& b) { return a.from > b.from; });
  return out;
}

}  // namespace sas::sensing
