#include "sensing/explore_tables.h"

#include <iterator>

#include "lake/moment.h"
#include "sensing/area_hours.h"
#include "sensing/area_store.h"
#include "sensing/cards.h"

namespace sas::sensing {
namespace {

using lake::Cell;
using lake::SandboxTable;

// More does not fit beside a question; the newest are kept.
constexpr std::size_t most_hours = 400'000, most_area_hours = 100'000;

Cell real_or_null(const std::optional<double>& value) {
  return value ? Cell(*value) : Cell(nullptr);
}

/// One list with the index of its areas.
struct ListIndex {
  std::string name;
  AreaIndex areas;
};

// A thing lies in an area of each list; beside a series stands that of the first.
Cell area_of(const SeriesCard& card, const std::vector<ListIndex>& lists) {
  if (lists.empty() || !card.longitude || !card.latitude) return nullptr;
  const Area* area = lists.front().areas.at(*card.longitude, *card.latitude);
  return area == nullptr ? Cell(nullptr) : Cell(area->code);
}

SandboxTable areas_table(const std::vector<ListIndex>& lists) {
  SandboxTable out;
  out.name = "areas";
  out.columns = {"list", "area", "name", "part_of"};
  out.types = {"VARCHAR", "VARCHAR", "VARCHAR", "VARCHAR"};
  for (const ListIndex& list : lists)
    for (const Area& area : list.areas.areas())
      out.rows.push_back({list.name, area.code, area.name, area.part_of.empty() ? Cell(nullptr) : Cell(area.part_of)});
  return out;
}

Result<SandboxTable> area_hourly_table(const ExploreSources& sources, const std::vector<ListIndex>& lists,
                                       const std::vector<SeriesCard>& cards) {
  SandboxTable out;
  out.name = "area_hourly";
  out.columns = {"list", "area", "property", "unit", "hour", "count", "series", "mean", "min", "max"};
  out.types = {"VARCHAR", "VARCHAR", "VARCHAR", "VARCHAR", "TIMESTAMP",
               "BIGINT",  "BIGINT",  "DOUBLE",  "DOUBLE",  "DOUBLE"};
  const lake::Moment now = lake::moment_of(sources.clock.now());
  for (const ListIndex& list : lists) {
    const auto hours =
        area_hours(sources.lake, list.areas, cards, {now - explored, now}, most_area_hours / lists.size());
    if (!hours) return fail(Error(hours.error()));
    for (const AreaFigure& one : *hours)
      out.rows.push_back({list.name, one.area, one.property, one.unit, one.from.time_since_epoch().count(), one.count,
                          one.series, one.mean, one.min, one.max});
  }
  return out;
}

SandboxTable series_table(const std::vector<SeriesCard>& cards, const std::vector<ListIndex>& lists) {
  SandboxTable out;
  out.name = "series";
  out.columns = {"series", "thing", "name", "property", "unit", "source", "longitude", "latitude", "area"};
  out.types = {"BIGINT", "VARCHAR", "VARCHAR", "VARCHAR", "VARCHAR", "VARCHAR", "DOUBLE", "DOUBLE", "VARCHAR"};
  for (const SeriesCard& card : cards)
    out.rows.push_back({static_cast<std::int64_t>(card.series.id), card.thing_name, card.series.name,
                        card.property_name, card.series.unit_symbol, card.series.source, real_or_null(card.longitude),
                        real_or_null(card.latitude), area_of(card, lists)});
  return out;
}

// Flagged values do not count, and a count too small to tell is not told here either.
Result<SandboxTable> hourly_table(const ExploreSources& sources, const std::vector<SeriesCard>& cards) {
  SandboxTable out;
  out.name = "hourly";
  out.columns = {"series", "hour", "count", "mean", "min", "max", "sum"};
  out.types = {"BIGINT", "TIMESTAMP", "BIGINT", "DOUBLE", "DOUBLE", "DOUBLE", "DOUBLE"};
  if (cards.empty()) return out;
  std::string list;
  for (const SeriesCard& card : cards)
    list += (list.empty() ? "" : ", ") + std::to_string(static_cast<std::int64_t>(card.series.id));
  const lake::Moment now = lake::moment_of(sources.clock.now()), from = now - explored;
  const Cell params[] = {std::int64_t{lake::quality::unfit | lake::quality::suppressed},
                         from.time_since_epoch().count()};
  auto table = sources.lake.query(
      "SELECT series_id, epoch_us(hour), n, mean, least, most, total FROM (SELECT series_id, "
      "time_bucket(INTERVAL 1 HOUR, time) AS hour, count(*) AS n, avg(value) AS mean, min(value) AS least, max(value) "
      "AS "
      "most, sum(value) AS total FROM observation WHERE (quality & $1) = 0 AND value IS NOT NULL AND time >= "
      "make_timestamp($2) AND series_id IN (" +
          list + ") GROUP BY ALL) ORDER BY hour DESC",
      params, most_hours, {from, now});
  if (!table) return fail(Error(table.error()));
  out.rows = std::move(table->rows);
  return out;
}

// The whole ledger, straight from the files of the lake. The pseudonyms in them stay inside: each sandbox shows others.
Result<Done> add_events(const ExploreSources& sources, ExploreTables& out) {
  if (auto done = sources.history.catch_up(); !done) return done;
  const std::vector<std::string> columns(std::begin(lake::event_columns), std::end(lake::event_columns));
  std::vector<std::string> paths = sources.lake.events().files();
  if (!paths.empty()) {
    out.files.push_back({"events", columns, std::move(paths), {"about"}});
    return Done{};
  }
  SandboxTable none;
  none.name = "events";
  none.columns = columns;
  none.types = {"BIGINT", "TIMESTAMP", "VARCHAR", "VARCHAR", "VARCHAR", "VARCHAR", "VARCHAR", "VARCHAR", "DATE"};
  out.tables.push_back(std::move(none));
  return Done{};
}

}  // namespace

Result<ExploreTables> explore_tables(const ExploreSources& sources) {
  struct Read {
    std::vector<SeriesCard> cards;
    std::vector<AreaList> lists;
  };
  auto read = sources.records.read([](store::ReadTx& tx) -> Result<Read> {
    return Read{open_cards(tx), all_area_lists(tx)};
  });
  if (!read) return fail(Error(read.error()));
  std::vector<ListIndex> lists;
  for (AreaList& list : read->lists) lists.push_back({std::move(list.name), AreaIndex(std::move(list.areas))});
  auto hourly = hourly_table(sources, read->cards);
  if (!hourly) return fail(std::move(hourly));
  auto by_area = area_hourly_table(sources, lists, read->cards);
  if (!by_area) return fail(std::move(by_area));
  ExploreTables out;
  out.tables.push_back(series_table(read->cards, lists));
  out.tables.push_back(*std::move(hourly));
  out.tables.push_back(areas_table(lists));
  out.tables.push_back(*std::move(by_area));
  if (auto events = add_events(sources, out); !events) return fail(std::move(events));
  return out;
}

}  // namespace sas::sensing
