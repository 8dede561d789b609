#include "sensorthings/series_times.h"

#include <algorithm>

#include "sensorthings/lake_sql.h"

namespace sas::sensorthings {
namespace {

constexpr std::chrono::seconds remembered{30};
constexpr std::size_t most_remembered = 100'000;

std::optional<Time> span_of(const lake::Cell& from, const lake::Cell& until) {
  const auto *begin = std::get_if<std::int64_t>(&from), *end = std::get_if<std::int64_t>(&until);
  if (begin == nullptr || end == nullptr) return std::nullopt;
  return Time{moment(*begin), moment(*end)};
}

}  // namespace

Result<Done> SeriesTimes::ask(const std::vector<std::int64_t>& series) {
  LakeSql sql;
  const std::string list = sql.bind_list(series);
  const auto table = lake_.query(
      "SELECT series_id, epoch_us(min(time)), epoch_us(max(coalesce(until, time))), epoch_us(min(result_time)), "
      "epoch_us(max(result_time)) FROM observation WHERE series_id IN " +
          list + " GROUP BY series_id",
      sql.params);
  if (!table) return fail(table.error());
  const auto until = std::chrono::steady_clock::now() + remembered;
  const std::lock_guard lock(mutex_);
  if (known_.size() > most_remembered) known_.clear();
  for (const std::int64_t id : series) known_[id] = {{}, until};
  for (const auto& row : table->rows)
    known_[std::get<std::int64_t>(row[0])].span = {span_of(row[1], row[2]), span_of(row[3], row[4])};
  return Done{};
}

Result<std::map<std::int64_t, SeriesSpan>> SeriesTimes::spans(std::span<const std::int64_t> series) {
  std::vector<std::int64_t> missing;
  std::vector<lake::SeriesId> ids;
  const auto now = std::chrono::steady_clock::now();
  {
    const std::lock_guard lock(mutex_);
    for (const std::int64_t id : series) {
      ids.push_back(lake::SeriesId{id});
      const auto at = known_.find(id);
      if (at == known_.end() || at->second.until < now) missing.push_back(id);
    }
  }
  if (!missing.empty())
    if (auto asked = ask(missing); !asked) return fail(std::move(asked));
  std::map<std::int64_t, SeriesSpan> out;
  const auto newest = lake_.latest(ids);
  const std::lock_guard lock(mutex_);
  for (const std::int64_t id : series) {
    const auto at = known_.find(id);
    SeriesSpan span = at == known_.end() ? SeriesSpan{} : at->second.span;
    if (const auto last = newest.find(lake::SeriesId{id}); last != newest.end()) {
      const Moment end = last->second.until.value_or(last->second.time);
      if (!span.phenomenon) span.phenomenon = Time{last->second.time, end};
      span.phenomenon->until = std::max(*span.phenomenon->until, end);
    }
    if (span.phenomenon) out.emplace(id, span);
  }
  return out;
}

void SeriesTimes::forget(lake::SeriesId series) {
  const std::lock_guard lock(mutex_);
  known_.erase(static_cast<std::int64_t>(series));
}

}  // namespace sas::sensorthings
