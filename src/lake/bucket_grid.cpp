#include "lake/bucket_grid.h"

#include <date/tz.h>

#include <algorithm>

namespace sas::lake {

namespace {

using Unit = BucketQuery::Unit;
using std::chrono::microseconds;

tl::unexpected<Error> wrong(std::string field, std::string code, std::string detail) {
  Error error{ErrorKind::invalid, "bucket-invalid", std::move(detail), {}};
  error.fields.push_back({std::move(field), std::move(code)});
  return fail(std::move(error));
}

/// A time zone as the borders need it.
class Zone {
 public:
  explicit Zone(const date::time_zone* zone) : zone_(zone) {}

  /// When the day begins; where midnight is skipped, the moment the gap ends.
  [[nodiscard]] Moment midnight(date::local_days day) const {
    return Moment{zone_->to_sys(day, date::choose::earliest).time_since_epoch()};
  }
  [[nodiscard]] date::local_days day_of(Moment moment) const {
    return date::floor<date::days>(zone_->to_local(date::sys_time<microseconds>{moment.time_since_epoch()}));
  }

 private:
  const date::time_zone* zone_;
};

microseconds length_of(Unit unit) {
  switch (unit) {
    case Unit::second:
      return std::chrono::seconds{1};
    case Unit::minute:
      return std::chrono::minutes{1};
    default:
      return std::chrono::hours{1};
  }
}

bool is_part_of_day(Unit unit) {
  return unit == Unit::second || unit == Unit::minute || unit == Unit::hour;
}

int floor_to(int value, int step) {
  const int rest = value % step;
  return value - (rest < 0 ? rest + step : rest);
}

/// First day of the bucket of whole days, weeks or months that `day` falls in.
date::local_days first_day(date::local_days day, Unit unit, int count) {
  if (unit == Unit::month) {
    const date::year_month_day ymd{day};
    const int months = static_cast<int>(ymd.year()) * 12 + static_cast<int>(static_cast<unsigned>(ymd.month())) - 1;
    const int first = floor_to(months, count);
    return date::local_days{date::year{first / 12} / (first % 12 + 1) / 1};
  }
  // 1970-01-01 was a Thursday; the Monday before it begins the weeks.
  const int offset = unit == Unit::week ? 3 : 0;
  const int step = unit == Unit::week ? 7 * count : count;
  const int number = static_cast<int>(day.time_since_epoch().count()) + offset;
  return date::local_days{date::days{floor_to(number, step) - offset}};
}

date::local_days next_day(date::local_days day, Unit unit, int count) {
  if (unit == Unit::month) return date::local_days{date::year_month_day{day} + date::months{count}};
  return day + date::days{unit == Unit::week ? 7 * count : count};
}

/// The borders of one day that a bucket of fixed length divides, without the midnight that ends it.
void add_day(std::vector<Moment>& out, Moment begin, Moment end, microseconds length) {
  for (Moment border = begin; border < end; border += length) out.push_back(border);
}

std::vector<Moment> borders_within_days(const BucketQuery& query, const Zone& zone) {
  const microseconds length = length_of(query.unit) * query.count;
  std::vector<Moment> out;
  date::local_days day = zone.day_of(query.from);
  for (Moment begin = zone.midnight(day); begin < query.until;) {
    day += date::days{1};
    const Moment end = zone.midnight(day);
    add_day(out, begin, end, length);
    begin = end;
  }
  out.push_back(zone.midnight(day));
  // Whole days were laid out; keep what the question reaches over.
  const auto first = std::prev(std::upper_bound(out.begin(), out.end(), query.from));
  const auto last = std::lower_bound(first, out.end(), query.until);
  return {first, std::next(last)};
}

std::vector<Moment> borders_of_days(const BucketQuery& query, const Zone& zone) {
  std::vector<Moment> out;
  date::local_days day = first_day(zone.day_of(query.from), query.unit, query.count);
  out.push_back(zone.midnight(day));
  while (out.back() < query.until) {
    day = next_day(day, query.unit, query.count);
    out.push_back(zone.midnight(day));
  }
  return out;
}

Result<Done> check(const BucketQuery& query) {
  constexpr Moment first{std::chrono::sys_days{std::chrono::year{1900} / 1 / 1}};
  constexpr Moment past{std::chrono::sys_days{std::chrono::year{2200} / 1 / 1}};
  if (query.from < first || query.from >= past) return wrong("from", "out-of-range", "from must be in 1900..2199");
  if (query.until <= query.from || query.until > past) return wrong("until", "not-after", "until must be after from");
  if (query.count < 1) return wrong("count", "too-small", "a bucket has at least one unit");
  const bool too_long = is_part_of_day(query.unit) && length_of(query.unit) * query.count > std::chrono::hours{24};
  if (too_long) return wrong("count", "too-large", "a bucket of more than 24 hours is asked for in days");
  if (query.count > 100'000) return wrong("count", "too-large", "a bucket has at most 100,000 units");
  for (const double percentile : query.percentiles)
    if (!(percentile >= 0 && percentile <= 1))
      return wrong("percentiles", "out-of-range", "a percentile is between 0 and 1");
  const auto shortest = is_part_of_day(query.unit) ? length_of(query.unit) * query.count
                                                   : microseconds{std::chrono::hours{23}} * query.count;
  if (static_cast<std::size_t>((query.until - query.from) / shortest) > most_buckets)
    return wrong("count", "too-many-buckets", "that is more than 100,000 buckets: ask for longer ones");
  return Done{};
}

}  // namespace

Result<std::vector<Moment>> bucket_borders(const BucketQuery& query) {
  if (Result<Done> checked = check(query); !checked) return fail(std::move(checked));
  const date::time_zone* found = nullptr;
  try {
    found = date::locate_zone(query.zone);
  } catch (const std::runtime_error&) {
    return wrong("zone", "unknown", "the zone is no name of the IANA list, such as Europe/Amsterdam");
  }
  const Zone zone(found);
  return is_part_of_day(query.unit) ? borders_within_days(query, zone) : borders_of_days(query, zone);
}

}  // namespace sas::lake
