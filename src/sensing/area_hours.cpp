#include "sensing/area_hours.h"

#include <fmt/format.h>

#include <map>

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

Result<std::vector<AreaHour>> area_hours(lake::Lake& lake, const AreaIndex& areas, const std::vector<SeriesCard>& cards,
                                         const lake::TimeScope& scope, std::size_t most) {
  const Groups groups = groups_of(areas, cards);
  std::vector<AreaHour> out;
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

}  // namespace sas::sensing
