#include "sensorthings/observation_query.h"

#include <algorithm>

#include "sensing/registry_rows.h"
#include "sensorthings/lake_filter.h"

namespace sas::sensorthings {
namespace {

constexpr std::string_view columns = "series_id, time, until, result_time, value, text, feature, extra, quality";

std::optional<Moment> moment_if(const lake::Cell& cell) {
  if (const auto* m = std::get_if<std::int64_t>(&cell)) return moment(*m);
  return std::nullopt;
}

std::string text_if(const lake::Cell& cell) {
  const auto* text = std::get_if<std::string>(&cell);
  return text == nullptr ? std::string() : *text;
}

lake::Observation read(const std::vector<lake::Cell>& row) {
  lake::Observation out;
  out.series = lake::SeriesId{std::get<std::int64_t>(row[0])};
  out.time = *moment_if(row[1]);
  out.until = moment_if(row[2]);
  out.result_time = moment_if(row[3]);
  if (const auto* real = std::get_if<double>(&row[4])) out.value = *real;
  if (const auto* whole = std::get_if<std::int64_t>(&row[4])) out.value = static_cast<double>(*whole);
  out.text = text_if(row[5]);
  out.feature = std::get<std::int64_t>(row[6]);
  out.extra = text_if(row[7]);
  out.quality = static_cast<std::uint32_t>(std::get<std::int64_t>(row[8]));
  return out;
}

// The condition of a scope, and that what comes out may be seen.
Result<std::string> scope_condition(const ReadParts& parts, const ObservationScope& scope, LakeSql& sql) {
  std::string out = "TRUE";
  if (scope.series) return "series_id = " + sql.bind(*scope.series) + lake_told(parts.access);
  if (scope.feature) {
    std::vector<std::int64_t> series, own;
    for (const store::Row& row : parts.tx.query(
             "SELECT id, CASE WHEN feature = $1 THEN 1 ELSE 0 END FROM datastream WHERE feature = $1 UNION SELECT "
             "d.id, "
             "CASE WHEN d.feature = $1 THEN 1 ELSE 0 END FROM datastream d JOIN datastream_feature w ON w.datastream = "
             "d.id WHERE w.feature = $1",
             {*scope.feature})) {
      series.push_back(row.integer(0));
      if (row.integer(1) != 0) own.push_back(row.integer(0));
    }
    out = "series_id IN " + sql.bind_list(series);
    out += " AND (feature = " + sql.bind(*scope.feature);
    out += " OR (feature = 0 AND series_id IN " + sql.bind_list(own) + "))";
  }
  Result<std::string> seen = lake_visible(parts, sql);
  return seen ? Result<std::string>(out + *seen) : seen;
}

Result<std::string> filter_condition(const ReadParts& parts, const Options& options, LakeSql& sql) {
  if (!options.filter) return std::string();
  Result<std::string> condition = lake_condition(parts, *options.filter, sql);
  return condition ? Result<std::string>(" AND " + *condition) : condition;
}

// What the lake cannot reckon is in what was asked: a number that no longer fits, a place far outside a text.
tl::unexpected<Error> refused(const Error& error, const Options& options) {
  if (error.code == "lake-query" && (options.filter || !options.order.empty()))
    return fail(ErrorKind::invalid, "filter-unanswerable", "$filter or $orderby asks for numbers that do not fit");
  return fail(error);
}

bool wants_newest(const Options& options) {
  return options.top == 1 && options.skip == 0 && !options.filter && options.count == Options::Count::leave_out &&
         options.order.size() == 1 && options.order[0].direction == OrderBy::Direction::down &&
         options.order[0].what.op == Op::path &&
         options.order[0].what.path == std::vector<std::string>{"phenomenonTime"};
}

using OfSeries = std::map<std::int64_t, FoundObservations>;

// The newest of each from memory. None when one of them may not be told: then the lake must say which is the one
// before.
Result<std::optional<OfSeries>> newest_of(const ReadParts& parts, const std::vector<std::int64_t>& series) {
  std::vector<lake::SeriesId> ids;
  for (const std::int64_t id : series) ids.push_back(lake::SeriesId{id});
  auto spans = parts.times.spans(series);
  if (!spans) return fail(std::move(spans));
  OfSeries out;
  for (auto& [id, newest] : parts.lake.latest(ids)) {
    if (!is_told(parts.access, newest)) return std::optional<OfSeries>();
    FoundObservations& found = out[static_cast<std::int64_t>(id)];
    // Whether there are more is answered truly: a client that follows nextLink wants them all.
    const auto at = spans->find(static_cast<std::int64_t>(id));
    found.more = at != spans->end() && at->second.phenomenon && at->second.phenomenon->from < newest.time;
    found.observations.push_back(std::move(newest));
  }
  return std::optional(std::move(out));
}

}  // namespace

Result<FoundObservations> find_observations(const ReadParts& parts, const ObservationScope& scope,
                                            const Options& options) {
  FoundObservations out;
  if (scope.series && wants_newest(options)) {
    auto newest = find_of_series(parts, {*scope.series}, options);
    if (!newest) return fail(std::move(newest));
    return std::move((*newest)[*scope.series]);
  }
  LakeSql sql;
  const auto where = scope_condition(parts, scope, sql);
  if (!where) return fail(where.error());
  const auto filter = filter_condition(parts, options, sql);
  if (!filter) return fail(filter.error());
  const std::string from = " FROM observation WHERE " + *where + *filter;
  if (options.count == Options::Count::tell) {
    const auto count = parts.lake.query("SELECT count(*)" + from, sql.params);
    if (!count) return refused(count.error(), options);
    out.total = std::get<std::int64_t>(count->rows.at(0).at(0));
  }
  const auto order = lake_order(options.order, parts.now, sql);
  if (!order) return fail(order.error());
  const std::string limit = sql.bind(*options.top + 1), offset = sql.bind(options.skip);
  const auto table = parts.lake.query(
      "SELECT " + std::string(columns) + from + *order + " LIMIT " + limit + " OFFSET " + offset, sql.params);
  if (!table) return refused(table.error(), options);
  for (const auto& row : table->rows) out.observations.push_back(read(row));
  out.more = static_cast<std::int64_t>(out.observations.size()) > *options.top;
  if (out.more) out.observations.resize(static_cast<std::size_t>(*options.top));
  return out;
}

Result<std::map<std::int64_t, FoundObservations>> find_of_series(const ReadParts& parts,
                                                                 const std::vector<std::int64_t>& series,
                                                                 const Options& options) {
  std::map<std::int64_t, FoundObservations> out;
  if (wants_newest(options)) {
    auto newest = newest_of(parts, series);
    if (!newest) return fail(std::move(newest));
    if (*newest) return std::move(**newest);
  }
  LakeSql sql;
  const std::string where = "series_id IN " + sql.bind_list(series) + lake_told(parts.access);
  const auto filter = filter_condition(parts, options, sql);
  if (!filter) return fail(filter.error());
  const auto order = lake_order(options.order, parts.now, sql);
  if (!order) return fail(order.error());
  const std::string skip = sql.bind(options.skip), last = sql.bind(options.skip + *options.top + 1);
  const std::string total = options.count == Options::Count::tell ? "count(*) OVER (PARTITION BY series_id)" : "0";
  const auto table = parts.lake.query(
      "SELECT * FROM (SELECT " + std::string(columns) + ", row_number() OVER (PARTITION BY series_id" + *order +
          ") AS place, " + total + " AS total FROM observation WHERE " + where + *filter + ") WHERE place <= " + last +
          " AND (place > " + skip + " OR place = 1) ORDER BY series_id, place",
      sql.params, most_rows);
  if (!table) return refused(table.error(), options);
  if (table->cut)
    return fail(ErrorKind::invalid, "filter-too-wide", "$expand would bring more than 200000 Observations: give $top");
  for (const auto& row : table->rows) {
    FoundObservations& found = out[std::get<std::int64_t>(row[0])];
    if (options.count == Options::Count::tell) found.total = std::get<std::int64_t>(row[10]);
    if (std::get<std::int64_t>(row[9]) <= options.skip) continue;
    if (static_cast<std::int64_t>(found.observations.size()) < *options.top)
      found.observations.push_back(read(row));
    else
      found.more = true;
  }
  return out;
}

Result<std::optional<lake::Observation>> observation_of(const ReadParts& parts, const ObservationKey& key) {
  const auto series = static_cast<std::int64_t>(key.series);
  if (forms_of(parts, {series}).empty()) return std::optional<lake::Observation>();
  LakeSql sql;
  std::string where = "series_id = " + sql.bind(series);
  where += " AND time = make_timestamp(CAST(" + sql.bind(micros(key.time)) + " AS BIGINT))";
  where += key.until ? " AND until = make_timestamp(CAST(" + sql.bind(micros(*key.until)) + " AS BIGINT))"
                     : " AND until IS NULL";
  where += " AND feature = " + sql.bind(key.feature) + lake_told(parts.access);
  const auto table =
      parts.lake.query("SELECT " + std::string(columns) + " FROM observation WHERE " + where, sql.params, 1);
  if (!table) return fail(table.error());
  if (table->rows.empty()) return std::optional<lake::Observation>();
  return std::optional(read(table->rows[0]));
}

std::map<std::int64_t, SeriesForm> forms_of(const ReadParts& parts, const std::vector<std::int64_t>& series) {
  std::map<std::int64_t, SeriesForm> out;
  if (series.empty()) return out;
  Sql sql;
  const std::string where = "d.id IN " + sql.bind_list(series) + " AND " + visible_series("d", parts.access, sql);
  parts.tx.each("SELECT d.id, d.kind, d.is_multi FROM datastream d WHERE " + where, sql.params,
                [&](const store::Row& row) {
                  out.emplace(row.integer(0), SeriesForm{sensing::series_kind(row.text(1)), row.integer(2) != 0});
                });
  return out;
}

std::optional<std::int64_t> feature_of(const ReadParts& parts, const lake::Observation& o) {
  if (o.feature != 0) return o.feature;
  const auto row =
      parts.tx.query_one("SELECT feature FROM datastream WHERE id = $1", {static_cast<std::int64_t>(o.series)});
  return row ? row->integer_if(0) : std::nullopt;
}

}  // namespace sas::sensorthings
