#include "sensing/report.h"

#include <algorithm>
#include <array>
#include <utility>

namespace sas::sensing {
namespace {

using namespace std::chrono;
namespace flag = lake::quality;

constexpr auto flags = std::to_array<std::pair<std::uint32_t, std::string_view>>({
    {flag::out_of_range, "out-of-range"},
    {flag::above_capacity, "above-capacity"},
    {flag::stale, "stale"},
    {flag::frozen, "frozen"},
    {flag::duplicate, "duplicate"},
    {flag::jump, "jump"},
    {flag::late, "late"},
    {flag::clock_suspect, "clock-suspect"},
    {flag::after_gap, "after-gap"},
    {flag::repaired, "repaired"},
    {flag::suppressed, "suppressed"},
    {flag::corrected, "corrected"},
    {flag::manual, "manual"},
});

std::string count_sql() {
  std::string sql = "SELECT count(*), count(*) FILTER (WHERE (quality & $2) = 0), epoch_us(min(time))";
  for (const auto& [bit, name] : flags) sql += ", count(*) FILTER (WHERE (quality & " + std::to_string(bit) + ") <> 0)";
  return sql + " FROM observation WHERE series_id = $1 AND time >= make_timestamp($3) AND time < make_timestamp($4)";
}

std::int64_t whole(const lake::Cell& cell) {
  const auto* value = std::get_if<std::int64_t>(&cell);
  return value ? *value : 0;
}

}  // namespace

std::optional<double> SeriesReport::score() const {
  if (!expected || *expected == 0) return std::nullopt;
  return std::min(1.0, static_cast<double>(fit) / static_cast<double>(*expected));
}

Result<SeriesReport> report_of(lake::Lake& lake, const Series& series, lake::Moment now, days back) {
  const lake::Moment from = now - back;
  const lake::Cell params[] = {static_cast<std::int64_t>(series.id), std::int64_t{flag::unfit},
                               from.time_since_epoch().count(), now.time_since_epoch().count()};
  const auto table = lake.query(count_sql(), params, 1, {from, now});
  if (!table) return fail(Error(table.error()));
  const auto& row = table->rows.at(0);
  SeriesReport out;
  out.values = whole(row[0]);
  out.fit = whole(row[1]);
  if (series.rules.expected_every && out.values > 0) {
    const lake::Moment first{microseconds{whole(row[2])}};
    out.expected = (now - std::max(first, from)) / *series.rules.expected_every;
  }
  for (std::size_t i = 0; i < flags.size(); ++i)
    if (const std::int64_t seen = whole(row[3 + i]); seen > 0) out.flags.push_back({flags[i].first, seen});
  return out;
}

std::string flag_key(std::uint32_t bit) {
  for (const auto& [known, name] : flags)
    if (known == bit) return "sensing.flag." + std::string(name);
  return "sensing.flag.other";
}

}  // namespace sas::sensing
